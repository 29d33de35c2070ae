import Presentation

/// Messages of errors and checks, made safe for a terminal.
enum MessageText {
  /// The message without control characters of paths and arguments.
  ///
  /// A backslash stays one: names out of a file are escaped already where the file was read.
  static func escaped(_ message: String) -> String {
    message.split(separator: "\\", omittingEmptySubsequences: false)
      .map { TerminalText.escaped(String($0)) }.joined(separator: "\\")
  }
}
