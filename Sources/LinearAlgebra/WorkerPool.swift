import Dispatch

/// The one parallel loop: a fixed number of threads, of which the caller is one.
///
/// The other threads are helpers that live as long as the pool. After a loop they spin for some
/// microseconds, because the next loop of a training step follows at once, then they sleep.
///
/// The indices of a loop are claimed one by one: each thread starts with its own part of them, the
/// caller with the first, and helps the others when it is done. The caller waits only for indices
/// that a helper has claimed and not finished; so a loop always ends, however few helper threads
/// the system grants. A loop inside a loop, or a second caller at the same time, runs on the
/// calling thread alone.
///
/// It is a class because it owns threads; the last reference stops them.
public final class WorkerPool: Sendable {
  /// The number of threads that work in a loop, the caller included.
  public let threads: Int
  private let state: PoolState

  /// Creates a pool and starts its helpers.
  ///
  /// - Precondition: `threads >= 1`.
  public init(threads: Int) {
    precondition(threads >= 1, "a pool needs at least one thread, found \(threads)")
    self.threads = threads
    state = PoolState(threads: threads)
    for i in 1..<threads {
      // A queue of its own gives each helper a thread of its own.
      DispatchQueue(label: "mnistkit.worker.\(i)").async { [state] in state.help(lane: i) }
    }
  }

  deinit { state.stop() }

  /// Calls a function once for each index in `0..<count`, on all threads in any order, and returns
  /// when all calls have.
  package func forEach(_ count: Int, _ body: @Sendable (_ index: Int) -> Void) {
    forEach(count) { index, _ in body(index) }
  }

  /// Calls a function once for each index in `0..<count` as ``forEach(_:_:)-(_,(_)->_)`` does, and
  /// tells it which of the pool's threads it runs on, from 0: no two calls with the same thread run
  /// at the same time.
  package func forEach(_ count: Int, _ body: @Sendable (_ index: Int, _ thread: Int) -> Void) {
    if threads == 1 || count <= 1 || !state.enter() {
      for i in 0..<count { body(i, 0) }
      return
    }
    withoutActuallyEscaping(body) { body in
      state.run(count, body)
    }
    state.leave()
  }
}
