import CKernels
import Dispatch
import Synchronization

/// What the caller and the helpers of a ``WorkerPool`` share.
///
/// A loop is published by one word, `ticket`: its upper half numbers the loop, its lower half
/// counts the indices that nobody has claimed. Claiming takes one off by compare-and-exchange, so
/// a helper that comes late can never claim an index of one loop for the function of another.
// SAFETY: `body` and `count` are written by the caller before it publishes a ticket, and read only
// by threads that hold a claim on that ticket; the caller waits for all claims before it returns.
@safe
final class PoolState: @unchecked Sendable {
  private typealias Body = @Sendable (Int) -> Void

  /// The number of the loop, and how many of its indices are left to claim.
  private let ticket = Atomic<UInt64>(0)
  /// The indices that are not finished, plus `sleeping` if the caller sleeps until they are.
  private let pending = Atomic<Int>(0)
  /// The helpers that sleep and that nobody has woken yet.
  private let sleepers = Atomic<Int>(0)
  private let isBusy = Atomic<Bool>(false)
  private let isStopped = Atomic<Bool>(false)
  private let work = DispatchSemaphore(value: 0)
  private let done = DispatchSemaphore(value: 0)
  private var body: Body?
  private var count = 0

  private static let sleeping = 1 << 40
  private static let unclaimed: UInt64 = 0xFFFF_FFFF
  /// How often to look again before sleeping: about 20 microseconds on current x86 CPUs.
  private static let spins = 400

  /// Takes the pool for one loop; false if it is taken.
  func enter() -> Bool { !isBusy.exchange(true, ordering: .acquiring) }

  /// Gives the pool back.
  func leave() { isBusy.store(false, ordering: .releasing) }

  /// Runs one loop with up to so many helpers.
  func run(_ count: Int, helpers: Int, _ body: @escaping @Sendable (Int) -> Void) {
    precondition(count <= UInt32.max, "a loop cannot have \(count) indices")
    self.body = body
    self.count = count
    pending.store(count, ordering: .relaxed)
    let loop = (ticket.load(ordering: .relaxed) >> 32 &+ 1) << 32
    ticket.store(loop | UInt64(count), ordering: .sequentiallyConsistent)
    wake(min(helpers, count - 1))
    while let index = claim() { call(index) }
    waitForHelpers()
    self.body = nil
  }

  /// Ends all helpers as soon as they look.
  func stop() {
    isStopped.store(true, ordering: .sequentiallyConsistent)
    wake(.max)
  }

  /// The life of a helper thread.
  func help() {
    var idle = 0
    while !isStopped.load(ordering: .acquiring) {
      if let index = claim() {
        call(index)
        idle = 0
      } else if idle < PoolState.spins {
        idle += 1
        ck_spin_pause()
      } else {
        sleep()
        idle = 0
      }
    }
  }

  /// An index of the current loop that is now the calling thread's to run.
  private func claim() -> Int? {
    var seen = ticket.load(ordering: .acquiring)
    while seen & PoolState.unclaimed != 0 {
      let (exchanged, original) = ticket.weakCompareExchange(
        expected: seen, desired: seen - 1, ordering: .acquiringAndReleasing)
      if exchanged { return count - Int(seen & PoolState.unclaimed) }
      seen = original
    }
    return nil
  }

  /// Runs one claimed index and counts it as finished.
  private func call(_ index: Int) {
    callBody(index)
    let before = pending.subtract(1, ordering: .acquiringAndReleasing).oldValue
    if before == PoolState.sleeping + 1 { done.signal() }
  }

  // Never inlined: every reference to the function must be gone before the index counts as
  // finished, for then the caller may return and the function's context with it.
  @inline(never)
  private func callBody(_ index: Int) { body?(index) }

  private func waitForHelpers() {
    for _ in 0..<PoolState.spins {
      if pending.load(ordering: .acquiring) == 0 { return }
      ck_spin_pause()
    }
    let before = pending.add(PoolState.sleeping, ordering: .acquiringAndReleasing).oldValue
    if before != 0 { done.wait() }
    pending.store(0, ordering: .relaxed)
  }

  /// Wakes up to so many of the helpers that sleep.
  private func wake(_ most: Int) {
    var asleep = sleepers.load(ordering: .sequentiallyConsistent)
    while asleep > 0 {
      let woken = min(asleep, most)
      let (exchanged, original) = sleepers.weakCompareExchange(
        expected: asleep, desired: asleep - woken, ordering: .sequentiallyConsistent)
      if exchanged {
        for _ in 0..<woken { work.signal() }
        return
      }
      asleep = original
    }
  }

  /// Sleeps until woken, unless something to do has come up meanwhile.
  private func sleep() {
    sleepers.add(1, ordering: .sequentiallyConsistent)
    let isIdle =
      ticket.load(ordering: .sequentiallyConsistent) & PoolState.unclaimed == 0
      && !isStopped.load(ordering: .sequentiallyConsistent)
    if isIdle || !takeBack() { work.wait() }
  }

  /// Undoes the announcement to sleep; false if somebody has already sent a signal for it.
  private func takeBack() -> Bool {
    var asleep = sleepers.load(ordering: .sequentiallyConsistent)
    while asleep > 0 {
      let (exchanged, original) = sleepers.weakCompareExchange(
        expected: asleep, desired: asleep - 1, ordering: .sequentiallyConsistent)
      if exchanged { return true }
      asleep = original
    }
    return false
  }
}
