import SystemPackage

extension FilePath {
  /// A path as it was typed.
  ///
  /// - Parameter name: the argument or option, for the message.
  /// - Throws: `CommandFailure` where nothing was typed, as by a variable that is not set.
  init(typed text: String, for name: String) throws {
    guard !text.isEmpty else {
      throw CommandFailure.usage(
        "path is empty: \(name) needs the path of a file or directory",
        expected: "the path of a file or directory", found: "")
    }
    self.init(text)
  }

  /// The path of a file to write, as it was typed.
  ///
  /// - Throws: `CommandFailure` also where the path can only be that of a directory.
  init(typedOutput text: String, for name: String) throws {
    try self.init(typed: text, for: name)
    guard !text.hasSuffix("/") else {
      throw CommandFailure.usage(
        "\(name) needs the path of a file, found '\(text)', which can only be a directory",
        path: text, expected: "the path of a file", found: text)
    }
  }
}
