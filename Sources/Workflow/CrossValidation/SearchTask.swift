internal import Training

/// One training of a search: a candidate in a rung, without one fold.
public struct SearchTask: Sendable, Hashable {
  /// The task's number within the plan, from 0.
  public let index: Int
  /// The rung, from 0.
  public let rung: Int
  /// Which of the rung's candidates is trained, from 0.
  ///
  /// In the first rung that is the candidate's number. In a later one, slots hold the candidates
  /// that the rung before has left, in ascending order of their numbers.
  public let slot: Int
  /// The fold that is left out and then classified, from 0.
  public let fold: Int
}

extension SearchPlan {
  /// The number of tasks of all rungs.
  public var taskCount: Int { rungs.reduce(0) { $0 + $1.candidates * folds } }

  /// The numbers of a rung's tasks.
  public func tasks(ofRung rung: Int) -> Range<Int> {
    let start = rungs[..<rung].reduce(0) { $0 + $1.candidates * folds }
    return start..<start + rungs[rung].candidates * folds
  }

  /// The task of a number.
  ///
  /// Tasks are numbered rung by rung, within a rung slot by slot, within a slot fold by fold.
  ///
  /// - Throws: ``WorkflowError`` where the plan has no such task.
  public func task(_ index: Int) throws(WorkflowError) -> SearchTask {
    for rung in rungs.indices where tasks(ofRung: rung).contains(index) {
      let place = index - tasks(ofRung: rung).lowerBound
      return SearchTask(index: index, rung: rung, slot: place / folds, fold: place % folds)
    }
    throw WorkflowError(
      .usage, code: "task", "the plan has no task \(index)",
      expected: "a task of 0 to \(taskCount - 1)", found: "\(index)",
      remedy: "take one of 0 to \(taskCount - 1)")
  }
}
