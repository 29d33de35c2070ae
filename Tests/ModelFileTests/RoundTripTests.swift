import LinearAlgebra
import ModelFile
import Testing

@Suite("Round trips")
struct RoundTripTests {
  static let models = [SampleModels.smallest, SampleModels.digits, SampleModels.everything]

  @Test("a model comes back from its file", arguments: models)
  func model(_ model: Model) throws {
    let bytes = try ModelFile.encode(model)
    let decoded = try ModelFile.decode(bytes)
    #expect(decoded == model)
    #expect(try ModelFile.encode(decoded) == bytes)
  }

  @Test("a checkpoint comes back from its file, negative zeros included")
  func checkpoint() throws {
    let bytes = try SampleModels.checkpoint.encode()
    let decoded = try Checkpoint(decoding: bytes)
    #expect(decoded == SampleModels.checkpoint)
    #expect(decoded[tensor: "mean.0"]?.elements[1].sign == .minus)
    #expect(try decoded.encode() == bytes)
  }
}
