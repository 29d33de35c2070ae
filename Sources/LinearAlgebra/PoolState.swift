import CKernels
import Dispatch
import Synchronization

/// What the caller and the helpers of a ``WorkerPool`` share.
///
/// Each thread has a lane with an equal part of the indices; it claims those first, then what the
/// others have left. So the same thread gets the same indices in every loop, unless it is late, and
/// finds in its own cache what it worked on last.
///
/// A lane is one word: its upper half numbers the loop, its lower half counts the indices that
/// nobody has claimed. Claiming takes one off by compare-and-exchange, so a helper that comes late
/// can never claim an index of one loop for the function of another.
///
/// Helpers wait for the number of the loop, which is published after all lanes. If they looked at
/// the lanes themselves, they would find the first lane filled while their own is still empty, and
/// start every loop with work that another thread has in its cache.
// SAFETY: `body` and `count` are written by the caller before it fills the lanes, and read only
// by threads that hold a claim of that loop; the caller waits for all claims before it returns.
@safe
final class PoolState: @unchecked Sendable {
  typealias Body = @Sendable (_ index: Int, _ thread: Int) -> Void

  /// An atomic word in cache lines of its own, so that changing it disturbs no other.
  private final class LoneWord: Sendable {
    let word = Atomic<UInt64>(0)
    private let padding = InlineArray<15, UInt64>(repeating: 0)
  }

  /// For each thread the number of the loop, and how many indices of its part are left to claim.
  private let lanes: [LoneWord]
  /// The number of the newest loop; `stopped` if there will be none any more.
  private let newest = LoneWord()
  /// The indices that are not finished, plus `sleeping` if the caller sleeps until they are.
  private let pending = LoneWord()
  /// The helpers that sleep and that nobody has woken yet.
  private let sleepers = Atomic<Int>(0)
  private let isBusy = Atomic<Bool>(false)
  private let work = DispatchSemaphore(value: 0)
  private let done = DispatchSemaphore(value: 0)
  private var body: Body?
  private var count = 0

  private static let sleeping: UInt64 = 1 << 40
  private static let unclaimed: UInt64 = 0xFFFF_FFFF
  private static let stopped: UInt64 = .max
  /// How often to look again before sleeping: about 250 microseconds on current x86 CPUs.
  ///
  /// Long enough for what one thread of a training step does alone or longer than the others: a
  /// wake-up costs 50 microseconds and more on a virtual machine, a quarter of a step. With 400
  /// instead of 5,000, four threads were no faster than one.
  private static let spins = 5_000

  /// The state of a pool of so many threads, the caller included.
  init(threads: Int) { lanes = (0..<threads).map { _ in LoneWord() } }

  /// Takes the pool for one loop; false if it is taken.
  func enter() -> Bool { !isBusy.exchange(true, ordering: .acquiring) }

  /// Gives the pool back.
  func leave() { isBusy.store(false, ordering: .releasing) }

  /// Runs one loop.
  func run(_ count: Int, _ body: @escaping Body) {
    precondition(count <= UInt32.max, "a loop cannot have \(count) indices")
    self.body = body
    self.count = count
    pending.word.store(UInt64(count), ordering: .relaxed)
    let loop = newest.word.load(ordering: .relaxed) &+ 1
    for k in lanes.indices {
      let part = end(of: k) - end(of: k - 1)
      lanes[k].word.store(loop << 32 | UInt64(part), ordering: .releasing)
    }
    newest.word.store(loop, ordering: .sequentiallyConsistent)
    wake(min(lanes.count, count) - 1)
    while let index = claim(first: 0) { call(index, on: 0) }
    waitForHelpers()
    self.body = nil
  }

  /// Ends all helpers as soon as they look.
  func stop() {
    newest.word.store(PoolState.stopped, ordering: .sequentiallyConsistent)
    wake(.max)
  }

  /// The life of the helper thread with a lane of its own, from 1.
  func help(lane: Int) {
    var seen: UInt64 = 0
    var idle = 0
    while true {
      let loop = newest.word.load(ordering: .acquiring)
      if loop == PoolState.stopped { return }
      if loop != seen {
        seen = loop
        idle = 0
        while let index = claim(first: lane) { call(index, on: lane) }
      } else if idle < PoolState.spins {
        idle += 1
        ck_spin_pause()
      } else {
        sleep(after: loop)
        idle = 0
      }
    }
  }

  /// The index after the last one of a lane.
  private func end(of lane: Int) -> Int { (lane + 1) * count / lanes.count }

  /// An index of the current loop that is now the calling thread's to run, from one lane if it has
  /// any left.
  private func claim(first: Int) -> Int? {
    for i in 0..<lanes.count {
      let k = first + i < lanes.count ? first + i : first + i - lanes.count
      var seen = lanes[k].word.load(ordering: .acquiring)
      while seen & PoolState.unclaimed != 0 {
        let (exchanged, original) = lanes[k].word.weakCompareExchange(
          expected: seen, desired: seen - 1, ordering: .acquiringAndReleasing)
        if exchanged { return end(of: k) - Int(seen & PoolState.unclaimed) }
        seen = original
      }
    }
    return nil
  }

  /// Runs one claimed index and counts it as finished.
  private func call(_ index: Int, on thread: Int) {
    callBody(index, thread)
    let before = pending.word.subtract(1, ordering: .acquiringAndReleasing).oldValue
    if before == PoolState.sleeping + 1 { done.signal() }
  }

  // Never inlined: every reference to the function must be gone before the index counts as
  // finished, for then the caller may return and the function's context with it.
  @inline(never)
  private func callBody(_ index: Int, _ thread: Int) { body?(index, thread) }

  private func waitForHelpers() {
    for _ in 0..<PoolState.spins {
      if pending.word.load(ordering: .acquiring) == 0 { return }
      ck_spin_pause()
    }
    let before = pending.word.add(PoolState.sleeping, ordering: .acquiringAndReleasing).oldValue
    if before != 0 { done.wait() }
    pending.word.store(0, ordering: .relaxed)
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

  /// Sleeps until woken, unless another loop has begun meanwhile.
  private func sleep(after loop: UInt64) {
    sleepers.add(1, ordering: .sequentiallyConsistent)
    let isIdle = newest.word.load(ordering: .sequentiallyConsistent) == loop
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
