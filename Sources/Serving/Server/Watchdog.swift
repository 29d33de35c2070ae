import Synchronization

/// Rounds of tokens through all workers: only when all have come back does the service live.
///
/// A timer that reports by itself would prove nothing: it runs on while a worker hangs.
///
/// A class because the workers hold the tokens.
package final class Watchdog: Sendable {
  private struct Round {
    var number: UInt64 = 0
    var missing: Set<Int> = []
  }

  private let round = Mutex(Round())
  private let whole: @Sendable () -> Void

  /// Creates a watchdog that has sent no token.
  ///
  /// - Parameter whole: called on the worker that brings the last token of a round.
  package init(whole: @escaping @Sendable () -> Void) { self.whole = whole }

  /// Begins a round, unless one is still under way.
  ///
  /// - Parameter prove: sends a token through a worker, which calls the function it is given.
  /// - Returns: the workers that have not brought the token of the round before.
  package func begin(
    workers: Int, _ prove: (_ worker: Int, _ done: @escaping @Sendable () -> Void) -> Void
  ) -> Set<Int> {
    let (number, late) = round.withLock { round -> (UInt64, Set<Int>) in
      if !round.missing.isEmpty { return (round.number, round.missing) }
      round.number += 1
      round.missing = Set(0..<workers)
      return (round.number, [])
    }
    guard late.isEmpty else { return late }
    for worker in 0..<workers {
      prove(worker) { [self] in take(worker, of: number) }
    }
    return []
  }

  private func take(_ worker: Int, of number: UInt64) {
    let isWhole = round.withLock { round in
      // A token twice, or of a round before, proves nothing of this one.
      guard round.number == number, round.missing.remove(worker) != nil else { return false }
      return round.missing.isEmpty
    }
    if isWhole { whole() }
  }
}
