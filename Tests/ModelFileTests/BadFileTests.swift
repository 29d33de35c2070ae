import ModelFile
import Testing

@Suite("Bad files")
struct BadFileTests {
  @Test("no bad file is missing; one that is new is written on request")
  func complete() throws {
    if Fixtures.isWriting {
      for file in try BadFiles.all() { try Fixtures.write(file.bytes, "bad/\(file.name).mlp") }
      try Fixtures.write(Array(try BadFiles.table().utf8), "bad/expected.tsv")
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

  @Test("every error of the table has a bad file")
  func coverage() throws {
    let covered = Set(try BadFiles.all().map(\.code))
    let all = Set(ModelFileError.Code.allCases).subtracting(BadFiles.withoutFile)
    #expect(all.subtracting(covered).map(\.rawValue).sorted() == [])
  }

  @Test("messages are one line of printable characters")
  func messages() throws {
    for file in try BadFiles.all() {
      let message = try #require(file.verdict()).description
      #expect(message.unicodeScalars.allSatisfy { (0x20...0x7E).contains($0.value) }, "\(message)")
      #expect(message.first?.isLowercase == true && message.last != ".", "\(message)")
    }
  }
}
