import FoundationEssentials
import Gzip
import MNISTData
import ModelExchange
import ModelFile
import Testing

@Suite("Inputs that fuzzing found")
struct FuzzFixtureTests {
  private static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Fixtures/fuzz")

  /// A row of `expected.tsv`: a file, who reads it, and what the reader says.
  struct Row: CustomTestStringConvertible {
    let file: String
    let reader: String
    let verdict: String

    var testDescription: String { "\(file) as \(reader)" }
  }

  private static func rows() throws -> [Row] {
    let table = try Data(contentsOf: folder.appendingPathComponent("expected.tsv"))
    return try String(decoding: table, as: UTF8.self).split(separator: "\n").dropFirst().map {
      let fields = $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      try #require(fields.count == 3, "\($0)")
      return Row(file: fields[0], reader: fields[1], verdict: fields[2])
    }
  }

  /// What a reader says about bytes: `legal`, or the fault and its place.
  private static func verdict(_ bytes: [UInt8], by reader: String) throws -> String {
    do {
      switch reader {
      case "model":
        let model = try ModelFile.decode(bytes)
        #expect(try ModelFile.encode(model) == bytes)
      case "checkpoint": _ = try Checkpoint(decoding: bytes)
      case "images": #expect(try IDX.encode(IDX.decodeImages(bytes, name: "images")) == bytes)
      case "labels":
        #expect(try IDX.encode(labels: IDX.decodeLabels(bytes, name: "labels")) == bytes)
      case "gzip": _ = try Gzip.inflate(bytes, limit: 1 << 14)
      case "import": _ = try ModelImport.decode(bytes)
      default: Issue.record("no such reader: \(reader)")
      }
      return "legal"
    } catch let error as ModelFileError {
      #expect((0...bytes.count).contains(error.offset))
      return "error \(error.code.rawValue) at \(error.offset)"
    } catch let error as IDXError {
      return error.fault.description
    } catch let error as GzipError {
      #expect((0...bytes.count).contains(error.offset))
      return error.description
    } catch let error as ModelExchangeError {
      #expect((0...bytes.count).contains(error.offset ?? 0))
      #expect(error.description.utf8.allSatisfy { (0x20...0x7E).contains($0) })
      return error.description
    }
  }

  @Test("each file gives the verdict that is recorded", arguments: try rows())
  func verdicts(row: Row) throws {
    let bytes = [UInt8](
      try Data(contentsOf: FuzzFixtureTests.folder.appendingPathComponent(row.file)))
    #expect(try FuzzFixtureTests.verdict(bytes, by: row.reader) == row.verdict)
  }

  @Test("no file is without a verdict")
  func complete() throws {
    let targets = ["checkpoint", "gzip", "idx", "import", "model"]
    let files = try targets.flatMap { target in
      try FileManager.default.contentsOfDirectory(
        atPath: FuzzFixtureTests.folder.appendingPathComponent(target).path
      ).map { "\(target)/\($0)" }
    }
    #expect(Set(files) == Set(try FuzzFixtureTests.rows().map(\.file)))
  }
}
