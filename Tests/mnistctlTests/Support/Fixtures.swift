import Foundation
import Testing

/// The files below `Tests/Fixtures/model-file`, by their paths.
enum Fixtures {
  private static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Fixtures/model-file")

  static func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

  /// A file that must be refused, with the number and the place of its fault.
  struct BadFile: CustomTestStringConvertible {
    let name: String
    let code: Int
    let offset: Int

    var path: String { Fixtures.path("bad/\(name)") }
    var testDescription: String { name }
  }

  /// The models that must be refused.
  static func badModels() throws -> [BadFile] {
    try String(contentsOfFile: path("bad/expected.tsv"), encoding: .utf8)
      .split(separator: "\n").dropFirst().compactMap { line in
        let fields = line.split(separator: "\t").map(String.init)
        guard fields.count == 4, fields[1] == "model", let code = Int(fields[2]),
          let offset = Int(fields[3])
        else { return nil }
        return BadFile(name: fields[0], code: code, offset: offset)
      }
  }
}
