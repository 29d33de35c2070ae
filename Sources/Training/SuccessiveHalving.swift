/// A search that gives few epochs to many candidates and many epochs to the best of them.
///
/// In each rung all candidates left are trained from their first weights; the best `1 / factor` of
/// them, rounded up, go on to the next, with `factor` times the epochs. Rungs are added below the
/// last one, which has all epochs, until one has room for all candidates or would have less than an
/// epoch. The last rung keeps at least two candidates where there are two, because a choice needs
/// a comparison.
///
/// Source: Jamieson and Talwalkar, "Non-stochastic best arm identification and hyperparameter
/// optimization" (2016).
public enum SuccessiveHalving {
  /// The range of the factor.
  public static let factorRange = 2...16

  /// One round of the search.
  public struct Rung: Sendable, Hashable {
    /// The number of candidates that are trained in it.
    public let candidates: Int
    /// The number of epochs of each.
    public let epochs: Int

    /// Describes a round.
    public init(candidates: Int, epochs: Int) {
      self.candidates = candidates
      self.epochs = epochs
    }
  }

  /// The rungs of a search, the first one first.
  ///
  /// - Parameters:
  ///   - candidates: the number of candidates, at least 1.
  ///   - epochs: the epochs of the last rung, at least 1.
  ///   - factor: how many times fewer candidates the next rung has; `nil` for one rung of all.
  /// - Throws: ``TrainingError`` where the factor is out of its range.
  public static func rungs(
    candidates: Int, epochs: Int, factor: Int?
  ) throws(TrainingError) -> [Rung] {
    precondition(candidates >= 1 && epochs >= 1, "\(candidates) candidates, \(epochs) epochs")
    guard let factor else { return [Rung(candidates: candidates, epochs: epochs)] }
    try require(
      "the factor of halving", "in \(factorRange.lowerBound)...\(factorRange.upperBound)", factor
    ) { factorRange.contains($0) }
    var counts = [candidates]
    var budgets = [epochs]
    while let last = counts.last, let first = budgets.first, last > factor, first > 1 {
      counts.append((last + factor - 1) / factor)
      budgets.insert((first + factor - 1) / factor, at: 0)
    }
    return zip(counts, budgets).map { Rung(candidates: $0, epochs: $1) }
  }
}
