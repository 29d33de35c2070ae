/// The choice of the simplest network among those that the evidence cannot tell from the best.
///
/// The best candidate has the highest mean accuracy. The chosen one has the fewest parameters
/// among all whose mean is at least the best one's mean less the best one's standard error.
/// Equals are decided by the higher mean, then by the order of the candidates.
///
/// Source: Breiman, Friedman, Olshen and Stone, "Classification and regression trees" (1984),
/// section 3.4.3.
public struct OneStandardErrorRule: Sendable, Hashable {
  /// What the rule asks of a candidate.
  public struct Candidate: Sendable, Hashable {
    /// The number of its parameters.
    public let parameters: Int
    /// Its accuracy over the folds.
    public let accuracy: FoldStatistics

    /// Describes a candidate.
    public init(parameters: Int, accuracy: FoldStatistics) {
      self.parameters = parameters
      self.accuracy = accuracy
    }
  }

  /// The index of the candidate with the highest mean.
  public let best: Int
  /// The index of the simplest candidate within one standard error of the best.
  public let chosen: Int
  /// The lowest mean that is within one standard error of the best.
  public let threshold: Double

  /// Applies the rule; `nil` where there is no candidate.
  public init?(_ candidates: [Candidate]) {
    let order = candidates.indices.sorted { a, b in
      OneStandardErrorRule.ranksBefore(candidates[a], candidates[b], a, b)
    }
    guard let best = order.first else { return nil }
    let accuracy = candidates[best].accuracy
    let threshold = accuracy.mean - accuracy.standardError
    // `order` is by mean, so the first of the smallest ones has the highest mean.
    let within = order.filter { candidates[$0].accuracy.mean >= threshold }
    let fewest = within.map { candidates[$0].parameters }.min()
    guard let chosen = within.first(where: { candidates[$0].parameters == fewest }) else {
      preconditionFailure("the best candidate is within its own standard error")
    }
    self.best = best
    self.chosen = chosen
    self.threshold = threshold
  }

  /// Whether a candidate is better than another: by mean, then by size, then by place.
  static func ranksBefore(_ a: Candidate, _ b: Candidate, _ i: Int, _ j: Int) -> Bool {
    if a.accuracy.mean != b.accuracy.mean { return a.accuracy.mean > b.accuracy.mean }
    return a.parameters == b.parameters ? i < j : a.parameters < b.parameters
  }

  /// The indices of the best candidates, at most `count`, ascending.
  ///
  /// Those that are `nil` have failed; they come after all others, in the order of their places.
  public static func survivors(_ candidates: [Candidate?], count: Int) -> [Int] {
    let ranked = candidates.indices.sorted { i, j in
      switch (candidates[i], candidates[j]) {
      case (let a?, let b?): ranksBefore(a, b, i, j)
      case (nil, nil): i < j
      case (let a, _): a != nil
      }
    }
    return ranked.prefix(count).sorted()
  }
}
