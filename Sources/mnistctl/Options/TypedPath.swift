import Posix
import SystemPackage

extension FilePath {
  /// A path as it was typed.
  ///
  /// Names of files need not be UTF-8, and what Swift makes of an argument is: there the path has
  /// the bytes of the argument.
  ///
  /// - Parameter name: the argument or option, for the message.
  /// - Throws: `CommandFailure` where nothing was typed, as by a variable that is not set, or where
  ///   several arguments differ only in bytes that are not UTF-8.
  init(typed text: String, for name: String) throws {
    guard !text.isEmpty else {
      throw CommandFailure.usage(
        "path is empty: \(name) needs the path of a file or directory",
        expected: "the path of a file or directory", found: "")
    }
    guard text.unicodeScalars.contains("\u{FFFD}") else {
      self.init(text)
      return
    }
    let candidates = TypedBytes.all(of: text, among: ProcessArguments.bytes)
    guard candidates.count <= 1 else {
      throw CommandFailure.usage(
        "\(candidates.count) arguments look alike as \(text), which is not UTF-8: give one of them "
          + "at a time, or rename the files", path: text, expected: "one argument of that name",
        found: "\(candidates.count)")
    }
    // What no argument says comes from the environment.
    guard let bytes = candidates.first else {
      self.init(text)
      return
    }
    self.init(platformString: bytes.map { CInterop.PlatformChar(truncatingIfNeeded: $0) } + [0])
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
