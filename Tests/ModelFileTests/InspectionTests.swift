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
    #expect(
      [inspection.major, inspection.minor, inspection.readerMinimum]
        == [1, golden.minor, golden.minor])
    #expect(inspection.kind == (golden == .quantised ? .quantisedPerceptron : .perceptron))
    let tensors = model.tensors.sorted { $0.name < $1.name }
    #expect(inspection.tensors.map(\.name) == tensors.map(\.name))
    #expect(inspection.tensors.map(\.type) == tensors.map(\.type))
    #expect(inspection.tensors.map(\.dimensions) == tensors.map(\.dimensions))
    #expect(inspection.tensors.map(\.elementCount) == tensors.map(\.values.count))
  }

  @Test("the types of a quantised network's tensors are shown")
  func quantisedTypes() throws {
    let bytes = try Golden.quantised.bytes()
    let inspection = try ModelFile.inspect(bytes, fileByteCount: bytes.count)
    let rows = inspection.tensors.prefix(7).map { "\($0.name) \($0.type) \($0.dimensions)" }
    #expect(
      rows == [
        "layers.0.bias i32 [5]", "layers.0.scale f32 [5]", "layers.0.weight i8 [5, 6]",
        "layers.1.bias i32 [4]", "layers.1.scale f32 [4]", "layers.1.scale_input f32 [1]",
        "layers.1.weight i8 [4, 5]",
      ])
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

  @Test("a deviation that a quantised network cannot compute with is found")
  func pixelScale() throws {
    var file = FileEditor(try Golden.quantised.bytes())
    file.put(file.offset("NORM") + 24, UInt64(Float(3e38).bitPattern), 4)
    file.seal()
    let error = #expect(throws: ModelFileError.self) {
      try ModelFile.inspect(file.bytes, fileByteCount: file.bytes.count)
    }
    #expect(error?.code == .scaleRange && error?.offset == file.offset("NORM") + 24)
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
