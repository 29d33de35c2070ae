import ModelFile
import NeuralNet
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

  @Test("the network kinds and tensor types of the document are those of the code")
  func enumerations() throws {
    let header = "| offset | size | type | field | value |"
    let kinds = try DocumentTests.table(after: header, under: "### 4.1 `ARCH`: the network")
    #expect(
      DocumentTests.numbers(in: try #require(kinds.first { $0[3] == "network kind" })[4])
        == NetworkKind.allCases.map { Int($0.rawValue) })
    let rows = try DocumentTests.table(
      after: header,
      under: "Then a row for each tensor, without padding, in strictly ascending order of the names"
        + " as byte")
    let types = try #require(rows.first { $0[3] == "tensor type" })[4]
    #expect(DocumentTests.numbers(in: types) == ElementType.allCases.map { Int($0.rawValue) })
    for type in ElementType.allCases {
      #expect(types.contains("\(type.rawValue): \(type)"))
    }
  }

  @Test(
    "a model has the tensors of the document's table, with their types and shapes",
    arguments: [(Golden.everything, 2), (.quantised, 3)])
  func tensors(_ golden: Golden, column: Int) throws {
    let rows = try DocumentTests.table(
      after: "| name | shape | kind 1 | kind 2 | range in kind 2 |")
    var documented: Set<String> = []
    for (k, (inputs, outputs)) in zip(
      golden.model.network.widths, golden.model.network.widths.dropFirst()
    ).enumerated() {
      for row in rows where row[column] != "none" && !(row[0].hasSuffix("k > 0") && k == 0) {
        let name = try #require(row[0].split(separator: "`").first).split(separator: "k")
        let shape = row[1].split(separator: "`")[0].dropFirst().dropLast().split(separator: ", ")
        let sizes = ["inputs": inputs, "outputs": outputs, "1": 1]
        let dimensions = try shape.map { try #require(sizes[String($0)]) }
        documented.insert("\(name[0])\(k)\(name[1]) \(row[column]) \(dimensions)")
      }
    }
    let coded = golden.model.tensors.map { "\($0.name) \($0.type) \($0.dimensions)" }
    #expect(documented == Set(coded))
  }

  @Test("the document's version is the one that is read and written")
  func version() throws {
    let version = "\(ModelFile.majorVersion).\(ModelFile.minorVersion)"
    #expect(try Fixtures.document()[0] == "# The model file, version \(version)")
    let rows = try DocumentTests.table(after: "| version | release | what changed |")
    #expect(rows.last?[0] == version)
    #expect(Golden.allCases.map(\.minor).max() == ModelFile.minorVersion)
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

  /// The numbers that a cell gives names: those before a colon.
  private static func numbers(in cell: String) -> [Int] {
    cell.split(separator: ":").compactMap { $0.split(separator: " ").last.flatMap { Int($0) } }
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
