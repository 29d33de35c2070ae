extension WorkflowError {
  /// A side of a comparison that does not fit, in one line with what it should be.
  static func misfit(
    _ code: String, _ what: String, path: String, expected: String, found: String,
    remedy: String? = nil
  ) -> WorkflowError {
    WorkflowError(
      .input, code: code, "\(what): expected \(expected), found \(found)", path: path,
      expected: expected, found: found, remedy: remedy)
  }
}
