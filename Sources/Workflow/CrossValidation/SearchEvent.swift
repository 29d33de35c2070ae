/// What a search tells while it goes on.
public enum SearchEvent: Sendable {
  /// Work was done. At most ten of these come a second.
  case progress(SearchProgress)
  /// A task is done and its result kept, after so many seconds.
  case finished(FoldResult, seconds: Double, progress: SearchProgress)
}

/// How far a search is, all of its rungs together.
public struct SearchProgress: Sendable, Hashable {
  /// The tasks that have a result.
  public let finishedTasks: Int
  /// The tasks of the plan.
  public let tasks: Int
  /// The share of the work that is done, 0...1: images times what each costs.
  public let share: Double
  /// The seconds until the end at the speed so far; `nil` before anything is known of it.
  public let secondsLeft: Double?
}
