import Testing
import WireVectors

/// The document, in the parts that tests compare with the code.
struct Document {
  let lines: [String]

  init() throws {
    lines = try Repository.text("formats/wire-protocol.md")
      .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  /// The cells of the first table with a heading row, optionally below a heading.
  func table(_ header: String, under heading: String? = nil) throws -> [[String]] {
    var rest = lines[...]
    if let heading { rest = rest[try #require(rest.firstIndex(of: heading))...] }
    let start = try #require(rest.firstIndex(of: header))
    return rest[(start + 2)...].prefix { $0.hasPrefix("|") }.map { line in
      line.split(separator: "|", omittingEmptySubsequences: false).dropFirst().dropLast().map {
        String($0.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
      }
    }
  }

  /// The bytes of all hex dumps, in their order.
  func dumps() throws -> [[UInt8]] {
    var dumps: [[UInt8]] = []
    var rest = lines[...]
    while let start = rest.firstIndex(of: "```hexdump") {
      let dump = rest[(start + 1)...].prefix { $0 != "```" }
      dumps.append(try HexDump.parse(Array(dump)))
      rest = rest[dump.endIndex...]
    }
    return dumps
  }
}
