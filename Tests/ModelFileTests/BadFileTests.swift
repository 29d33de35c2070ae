import ModelFile
import Testing

@Suite("Bad files")
struct BadFileTests {
  @Test("no bad file is missing; one that is new is written on request")
  func complete() throws {
    if Fixtures.isWriting {
      for file in try BadFiles.all() { try Fixtures.write(file.bytes, "bad/\(file.name).mlp") }
      try Fixtures.write(Array(try BadFiles.table().utf8), "bad/expected.tsv")
      try Fixtures.write(Array(try BadFiles.messages().utf8), "bad/messages.tsv")
    }
    let listed = try Fixtures.rows("bad/expected.tsv").map { $0[0] }
    #expect(listed == (try BadFiles.all().map { "\($0.name).mlp" }))
  }

  @Test("every bad file is refused with its number at its offset")
  func verdicts() throws {
    for row in try Fixtures.rows("bad/expected.tsv") {
      try #require(row.count == 4)
      let error = BadFile.verdict(
        try Fixtures.bytes("bad/\(row[0])"), isCheckpoint: row[1] == "checkpoint")
      let found = error.map { "\($0.code.rawValue) at \($0.offset)" }
      #expect(found == "\(row[2]) at \(row[3])", "\(row[0])")
    }
  }

  @Test("the corpus is what its generator makes")
  func generator() throws {
    let table = String(decoding: try Fixtures.bytes("bad/expected.tsv"), as: UTF8.self)
    #expect(table == (try BadFiles.table()))
    for file in try BadFiles.all() {
      #expect(try Fixtures.bytes("bad/\(file.name).mlp") == file.bytes, "\(file.name)")
    }
  }

  @Test("every error of the document has a bad file or a test, and every bad file an error")
  func coverage() throws {
    let documented = Set(
      try DocumentTests.table(after: "| number | name | level | meaning | offset |").map { $0[0] })
    let rows = try Fixtures.rows("bad/expected.tsv")
    let tested = Set(BadFiles.withoutFile.keys.map { "\($0.rawValue)" })
    let covered = Set(rows.map { $0[2] })
    #expect(covered.isDisjoint(with: tested))
    #expect(covered.union(tested) == documented)
  }

  @Test(
    "an error without a file is shown by a test that names it",
    arguments: BadFiles.withoutFile.map { ($0.key, $0.value) })
  func namedTests(code: ModelFileError.Code, test: String) throws {
    #expect(test.hasPrefix("error \(code.rawValue): "))
    let source = try Fixtures.text("Tests/ModelFileTests/SectionRuleTests.swift")
    #expect(source.contains("@Test(\"\(test)\")"))
  }

  @Test("every bad file gives the recorded message")
  func messages() throws {
    let recorded = String(decoding: try Fixtures.bytes("bad/messages.tsv"), as: UTF8.self)
    let made = try BadFiles.messages()
    for (line, expected) in zip(made.split(separator: "\n"), recorded.split(separator: "\n")) {
      #expect(line == expected)
    }
    #expect(made == recorded)
  }

  @Test("messages are one line of printable characters with number, offset, cause and remedy")
  func messageForm() throws {
    for file in try BadFiles.all() {
      let message = try #require(file.verdict()).description
      #expect(message.unicodeScalars.allSatisfy { (0x20...0x7E).contains($0.value) }, "\(message)")
      #expect(message.hasPrefix("error \(file.code.rawValue) at \(file.offset)"), "\(message)")
      #expect(message.contains(": \(file.code.cause): "), "\(message)")
      #expect(message.hasSuffix("; \(file.code.remedy)"), "\(message)")
    }
  }
}
