public import Training

/// What a finished search says: each candidate's figures, the best one, and the chosen one.
public struct SearchOutcome: Sendable, Hashable {
  /// What a candidate reached in the last rung that it was trained in.
  public struct Candidate: Sendable, Hashable {
    /// Its number in the plan, from 0.
    public let index: Int
    /// Its settings in that rung.
    public let settings: TrainingSettings
    /// The recipe that they were taken from, if one was.
    public let recipe: Recipe?
    /// The number of its weights and biases.
    public let parameters: Int
    /// The last rung that it was trained in, from 0.
    public let rung: Int
    /// The results of the folds, in order.
    public let folds: [FoldResult]
    /// Its accuracy over the folds; `nil` where a training diverged.
    public let accuracy: FoldStatistics?
    /// Its validation loss over the folds; `nil` where a training diverged.
    public let loss: FoldStatistics?
  }

  /// The plan.
  public let plan: SearchPlan
  /// All candidates, in the order of the plan.
  public let candidates: [Candidate]
  /// The candidate with the highest mean accuracy in the last rung.
  public let best: Int
  /// The candidate that the one-standard-error rule chooses in the last rung.
  public let chosen: Int
  /// The lowest mean accuracy that is within one standard error of the best.
  public let threshold: Double
  /// All results.
  public let results: SearchResults

  /// Sums up a search.
  ///
  /// - Throws: ``WorkflowError`` where tasks have no result, or where every candidate of the last
  ///   rung diverged.
  public init(_ results: SearchResults) throws(WorkflowError) {
    let plan = results.plan
    let missing = results.missing
    guard missing.isEmpty else {
      let named = missing.prefix(8).map(String.init).joined(separator: ", ")
      throw WorkflowError(
        .environment, code: "unfinished",
        "\(missing.count) of \(plan.taskCount) tasks have no result: \(named)"
          + (missing.count > 8 ? ", ..." : ""),
        expected: "\(plan.taskCount) results", found: "\(results.count) results",
        remedy: "run them first")
    }
    var candidates: [Int: Candidate] = [:]
    for rung in plan.rungs.indices {
      for (slot, index) in (results.candidates(inRung: rung) ?? []).enumerated() {
        let folds = results.folds(slot: slot, rung: rung)
        let measurements = folds.compactMap(\.measurement)
        let isWhole = measurements.count == folds.count
        candidates[index] = Candidate(
          index: index, settings: plan.settings(index, rung: rung),
          recipe: plan.candidates[index].recipe, parameters: plan.parameters(index), rung: rung,
          folds: folds,
          accuracy: isWhole ? FoldStatistics(folds.compactMap(\.accuracy)) : nil,
          loss: isWhole ? FoldStatistics(measurements.map(\.loss)) : nil)
      }
    }
    let all = candidates.values.sorted { $0.index < $1.index }
    let finalists = all.filter { $0.rung == plan.rungs.count - 1 && $0.accuracy != nil }
    let scores = finalists.compactMap { candidate in
      candidate.accuracy.map {
        OneStandardErrorRule.Candidate(parameters: candidate.parameters, accuracy: $0)
      }
    }
    guard let rule = OneStandardErrorRule(scores) else {
      throw WorkflowError(
        .check, code: "diverged", "the training of every candidate diverged",
        remedy: "try lower learning rates")
    }
    self.plan = plan
    self.candidates = all
    self.results = results
    best = finalists[rule.best].index
    chosen = finalists[rule.chosen].index
    threshold = rule.threshold
  }
}
