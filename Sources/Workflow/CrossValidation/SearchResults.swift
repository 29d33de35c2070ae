internal import Training

/// The results of a plan's tasks, as far as they are known.
public struct SearchResults: Sendable, Hashable {
  /// The plan.
  public let plan: SearchPlan
  private var results: [Int: FoldResult] = [:]

  /// Starts with no result.
  init(_ plan: SearchPlan) {
    self.plan = plan
  }

  /// The result of a task.
  public subscript(task: Int) -> FoldResult? { results[task] }

  /// The numbers of the tasks that have a result.
  public var count: Int { results.count }

  /// The tasks of a rung that have no result yet, ascending.
  public func missing(inRung rung: Int) -> [Int] {
    plan.tasks(ofRung: rung).filter { results[$0] == nil }
  }

  /// All tasks that have no result yet, ascending.
  public var missing: [Int] { plan.rungs.indices.flatMap(missing(inRung:)) }

  mutating func add(_ result: FoldResult) {
    results[result.task] = result
  }

  /// The candidates that a rung trains, ascending; `nil` where the rung before is not finished.
  ///
  /// Those whose training diverged come last in the choice of the next rung, so that every slot has
  /// a candidate whatever happens.
  public func candidates(inRung rung: Int) -> [Int]? {
    if rung == 0 { return Array(plan.candidates.indices) }
    guard let before = candidates(inRung: rung - 1), missing(inRung: rung - 1).isEmpty else {
      return nil
    }
    let scores = before.indices.map { slot in score(slot: slot, rung: rung - 1) }
    return OneStandardErrorRule.survivors(scores, count: plan.rungs[rung].candidates)
      .map { before[$0] }
  }

  /// The candidate that a task trains; `nil` where that is not decided yet.
  public func candidate(of task: SearchTask) -> Int? {
    candidates(inRung: task.rung)?[task.slot]
  }

  /// The results of a slot of a rung, fold by fold, as far as they are known.
  func folds(slot: Int, rung: Int) -> [FoldResult] {
    let start = plan.tasks(ofRung: rung).lowerBound + slot * plan.folds
    return (start..<start + plan.folds).compactMap { results[$0] }
  }

  /// What the rule of choice asks about a slot; `nil` where a fold is missing or has diverged.
  func score(slot: Int, rung: Int) -> OneStandardErrorRule.Candidate? {
    let folds = folds(slot: slot, rung: rung)
    let accuracies = folds.compactMap(\.accuracy)
    guard let first = folds.first, accuracies.count == plan.folds else { return nil }
    return OneStandardErrorRule.Candidate(
      parameters: plan.parameters(first.candidate), accuracy: FoldStatistics(accuracies))
  }
}
