import FoundationEssentials
import ModelFile

/// The files below `Tests/Fixtures/model-file`, and the document that they belong to.
enum Fixtures {
  private static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
  private static let folder = root.appendingPathComponent("Tests/Fixtures/model-file")

  /// Where a test run writes the fixtures that are not there yet; unset in ordinary runs.
  static let isWriting = ProcessInfo.processInfo.environment["MNISTKIT_WRITE_FIXTURES"] == "1"

  static func bytes(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: folder.appendingPathComponent(name)))
  }

  /// The rows of a table of tab-separated values, without its heading.
  static func rows(_ name: String) throws -> [[String]] {
    String(decoding: try bytes(name), as: UTF8.self).split(separator: "\n").dropFirst().map {
      $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    }
  }

  /// A file of the repository.
  static func text(_ path: String) throws -> String {
    String(decoding: try Data(contentsOf: root.appendingPathComponent(path)), as: UTF8.self)
  }

  /// The lines of the format document.
  static func document() throws -> [String] {
    try text("formats/model-file.md")
      .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  /// Writes a fixture that is not there yet; one that is there is never replaced.
  static func write(_ bytes: [UInt8], _ name: String) throws {
    let file = folder.appendingPathComponent(name)
    guard !FileManager.default.fileExists(atPath: file.path) else { return }
    try Data(bytes).write(to: file)
  }
}
