/// Why training could not start or go on.
public enum TrainingError: Error, Sendable, Hashable {
  /// A setting is outside its range.
  case setting(name: String, expected: String, found: String)
  /// The examples do not fit together or do not fit the settings.
  case examples(expected: String, found: String)
  /// A logit, gradient or weight is not finite any more.
  case diverged(epoch: Int, step: Int, what: String)
  /// The state to resume from does not fit the settings or the examples.
  case state(what: String, expected: String, found: String)
}

extension TrainingError: CustomStringConvertible {
  /// The error in one line.
  public var description: String {
    switch self {
    case .setting(let name, let expected, let found):
      "\(name) must be \(expected), found \(found)"
    case .examples(let expected, let found):
      "the training examples must have \(expected), found \(found)"
    case .diverged(let epoch, let step, let what):
      "training diverged in epoch \(epoch), step \(step): \(what) is not finite; "
        + "try a lower learning rate, a warm-up or gradient clipping"
    case .state(let what, let expected, let found):
      "the state to resume from has another \(what): expected \(expected), found \(found)"
    }
  }
}
