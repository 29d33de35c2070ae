import ModelFile
import NeuralNet
import Testing

@Suite("Inspection")
struct InspectionTests {
  @Test("the bytes before the tensors are enough to inspect a file", arguments: Golden.allCases)
  func prefix(_ golden: Golden) throws {
    let bytes = try golden.bytes()
    let start = Array(bytes.prefix(ModelFile.tableByteCount))
    let length = try ModelFile.headByteCount(of: start, fileByteCount: bytes.count)
    #expect(length == FileEditor(bytes).offset("DATA"))

    let inspection = try ModelFile.inspect(
      Array(bytes.prefix(max(length, start.count))), fileByteCount: bytes.count)
    let model = golden.model
    #expect(inspection.widths == model.network.widths)
    #expect(inspection.parameterCount == model.network.parameterCount)
    #expect(inspection.multiplyAdds == model.network.multiplyAdds)
    #expect(inspection.tensorsSHA256 == model.tensorsSHA256)
    #expect(inspection.labels == model.labels)
    #expect(inspection.input == model.input)
    #expect(inspection.selfTest == model.selfTest)
    #expect(inspection.provenance == model.provenance)
    #expect(inspection.metrics == model.metrics)
    #expect(inspection.fileByteCount == bytes.count)
    #expect([inspection.major, inspection.minor, inspection.readerMinimum] == [1, 0, 0])
  }

  @Test("unknown ancillary sections are listed")
  func unknownSections() throws {
    let bytes = try Golden.everything.bytes()
    let inspection = try ModelFile.inspect(bytes, fileByteCount: bytes.count)
    #expect(
      inspection.sections.map(\.type.description) == [
        "ARCH", "LABL", "NORM", "TDIR", "cARd", "eVAL", "mETa", "pROV", "sELF", "xXXx", "DATA",
      ])
  }

  @Test("damage before the tensors is found")
  func damage() throws {
    var bytes = try Golden.everything.bytes()
    bytes[FileEditor(bytes).offset("LABL")] ^= 1
    #expect(throws: ModelFileError.self) {
      try ModelFile.inspect(bytes, fileByteCount: bytes.count)
    }
  }
}
