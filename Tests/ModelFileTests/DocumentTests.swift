import ModelFile
import Testing

/// The document is the authority, so code and document must say the same.
@Suite("The format document")
struct DocumentTests {
  @Test("the error table lists exactly the errors of the code, with their levels and causes")
  func errors() throws {
    let rows = try DocumentTests.table(after: "| number | name | level | meaning | offset |")
    let documented = rows.map { $0.prefix(4).joined(separator: "|") }
    let coded = ModelFileError.Code.allCases.map { code in
      "\(code.rawValue)|`\(code)`|\(code.level.rawValue)|\(code.cause)"
    }
    #expect(documented == coded)
    #expect(rows.allSatisfy { $0.count == 5 && !$0[4].isEmpty })
  }

  @Test("every error says what to do")
  func remedies() {
    #expect(ModelFileError.Code.allCases.allSatisfy { !$0.remedy.isEmpty })
  }

  @Test(
    "the key tables list exactly the keys of the code",
    arguments: [
      ("### 4.7 `eVAL`: metrics", EvaluationSection.schema.rules.map(DocumentTests.row)),
      ("### 4.8 `pROV`: provenance", ProvenanceSection.schema.rules.map(DocumentTests.row)),
    ])
  func keys(heading: String, coded: [String]) throws {
    let rows = try DocumentTests.table(
      after: "| key | type | group | required | meaning |", under: heading)
    #expect(rows.map { $0.prefix(4).joined(separator: "|") } == coded)
  }

  @Test("every row of the table of first bytes gives its error")
  func firstBytes() throws {
    for row in try DocumentTests.table(after: "| bytes | error | named |") {
      let (patterns, place) = (row[0].split(separator: "`"), row[0].split(separator: " at ").last)
      let offset = place.flatMap { Int($0) } ?? 0
      for pattern in stride(from: 0, to: patterns.count, by: 2).map({ patterns[$0] }) {
        let isText = row[0].contains("(ASCII)")
        let bytes =
          isText
          ? Array(pattern.utf8)
          : pattern.split(separator: " ").map { UInt8($0, radix: 16) ?? 3 }
        let file = [UInt8](repeating: 0x2E, count: offset) + bytes + [0x2E, 0x2E, 0x2E, 0x2E]
        #expect(BadFile.verdict(file).map { "\($0.code.rawValue)" } == row[1], "\(pattern)")
      }
    }
  }

  @Test("the limits table gives the limits of the code")
  func limits() throws {
    let rows = try DocumentTests.table(after: "| what | limit |")
    let documented = rows.map { Int($0[1].filter { $0 != "," }) }
    #expect(
      documented == [
        FormatLimits.modelBytes, FormatLimits.checkpointBytes, FormatLimits.headBytes,
        FormatLimits.sections, FormatLimits.layers, FormatLimits.dimension, FormatLimits.tensors,
        FormatLimits.elements, FormatLimits.nameBytes, FormatLimits.labels,
        FormatLimits.labelBytes, FormatLimits.values, FormatLimits.count,
        FormatLimits.selfTestSamples,
      ])
  }

  @Test("the value types of the document are those of the code")
  func valueTypes() throws {
    let rows = try DocumentTests.table(after: "| type | name | value |")
    #expect(
      rows.map { "\($0[0]) \($0[1])" } == [
        "1 unsigned", "2 signed", "3 double", "4 boolean", "5 text", "6 bytes",
        "7 unsigned list", "8 double list",
      ])
    #expect(rows.map { UInt8($0[0]) } == TypedValue.Tag.allCases.map(\.rawValue))
  }

  @Test("the worked example is the smallest golden file, byte for byte, and can be made again")
  func workedExample() throws {
    let lines = try Fixtures.document()
    let start = try #require(lines.firstIndex(of: "```hexdump"))
    let dump = lines[(start + 1)...].prefix { $0 != "```" }
    let bytes = try HexDump.parse(Array(dump))
    #expect(bytes == (try Golden.smallest.bytes()))
    #expect(bytes == (try ModelFile.encode(SampleModels.smallest)))
    #expect(HexDump.print(bytes) == Array(dump))
  }

  private static func row(_ rule: ValueSchema.Rule) -> String {
    "`\(rule.key)`|\(rule.kind)|\(rule.group)|\(rule.isRequired ? "yes" : "no")"
  }

  /// The cells of the first table with a heading row, optionally below a heading.
  static func table(
    after header: String, under heading: String? = nil
  ) throws -> [[String]] {
    var lines = try Fixtures.document()[...]
    if let heading {
      lines = lines[try #require(lines.firstIndex(of: heading))...]
    }
    let start = try #require(lines.firstIndex(of: header))
    return lines[(start + 2)...].prefix { $0.hasPrefix("|") }.map { line in
      line.split(separator: "|", omittingEmptySubsequences: false).dropFirst().dropLast().map {
        String($0.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
      }
    }
  }
}
