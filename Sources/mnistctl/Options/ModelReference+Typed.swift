import WireProtocol

extension ModelReference {
  /// A reference to any model of a daemon, as it was typed.
  ///
  /// - Parameter name: the option, for the message.
  /// - Throws: `CommandFailure` where it is none.
  init(typed text: String, for name: String) throws {
    do {
      try self.init(text)
    } catch {
      let expected = "NAME, NAME@VERSION, NAME:LABEL or NAME#DIGEST"
      throw CommandFailure.usage(
        "\(name) must be \(expected), found '\(text)': \(error.subject.rawValue): expected "
          + "\(error.expected)", expected: expected, found: text)
    }
  }
}
