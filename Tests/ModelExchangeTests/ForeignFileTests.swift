import FoundationEssentials
import LinearAlgebra
import ModelExchange
import ModelFile
import NeuralNet
import Testing

@Suite("Files of NumPy and safetensors")
struct ForeignFileTests {
  private static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Fixtures/exchange")

  @Test(
    "a file of another program is read",
    arguments: [
      "numpy-stored.npz", "numpy-deflated.npz", "numpy-streamed.npz",
      "numpy-fortran-big-endian.npz", "keras-names.npz", "package.safetensors",
    ])
  func foreign(name: String) throws {
    let bytes = [UInt8](try Data(contentsOf: Self.folder.appendingPathComponent(name)))
    let model = try ModelImport.decode(bytes, options: ImportOptions(normalisation: .unit))
    let layers = try #require(model.network.float32).layers
    #expect(model.network.widths == [4, 3, 2])
    #expect(layers[0].weights.elements == (1...12).map { Float($0) / 8 })
    #expect(layers[0].bias == [0.5, -1, 2])
    #expect(layers[1].weights.elements == (1...6).map { Float($0) / 4 })
    #expect(layers[1].bias == [-0.25, 0])
    #expect((model.input.rows, model.input.columns) == (2, 2))
  }
}
