import ModelFile
import NeuralNet
import SwiftProtobuf
import Testing

@testable import ModelExchange

@Suite("ONNX, out and in")
struct ONNXRoundTripTests {
  private let options = ExportOptions(generator: "mnistkit 0.1.0")

  @Test(
    "a model comes back with its tensors, labels, normalisation and shape",
    arguments: SmallModels.all)
  func roundTrip(_ model: Model) throws {
    let bytes = try ModelExport.encode(model, as: .onnx, options: options)
    let back = try ModelImport.decode(bytes)
    #expect(back.tensorsSHA256 == model.tensorsSHA256)
    #expect(back.network == model.network)
    #expect(back.labels == model.labels)
    #expect(back.input == model.input)
  }

  @Test("the same model gives the same bytes", arguments: SmallModels.all)
  func deterministic(_ model: Model) throws {
    let first = try ModelExport.encode(model, as: .onnx, options: options)
    #expect(try ModelExport.encode(model, as: .onnx, options: options) == first)
  }

  @Test("the graph is in the lowest operator set that can say it")
  func operatorSets() throws {
    for (model, version) in zip(SmallModels.all, [12, 13]) {
      let bytes = try ModelExport.encode(model, as: .onnx, options: options)
      let file = try ONNXModel(serializedBytes: bytes)
      #expect(file.opsetImport.map(\.version) == [Int64(version)])
      #expect(file.irVersion == 7)
      #expect(file.producerName == "mnistkit")
      #expect(file.producerVersion == "0.1.0")
      #expect(file.graph.input.map(\.name) == ["pixels"])
      #expect(file.graph.output.map(\.name) == ["logits", "probabilities", "label"])
    }
  }

  @Test("a file of every version that is read is known by its first bytes", arguments: 1...14)
  func containerVersions(version: Int64) throws {
    var file = try ONNXModel(
      serializedBytes: ModelExport.encode(SmallModels.all[0], as: .onnx, options: options))
    file.irVersion = version
    let back = try ModelImport.decode(file.serializedBytes())
    #expect(back.network == SmallModels.all[0].network)
  }

  @Test("8-bit weights are bytes in the file")
  func weightBytes() throws {
    let bytes = try ModelExport.encode(SmallModels.int8, as: .onnx, options: options)
    let file = try ONNXModel(serializedBytes: bytes)
    let weights = try #require(file.graph.initializer.first { $0.name == "layers.0.weight" })
    #expect(weights.dataType == ONNXElementType.int8.rawValue)
    #expect(weights.rawData.count == 12)
  }

  @Test("without metadata the graph itself says how pixels are normalised")
  func withoutMetadata() throws {
    let bytes = try ModelExport.encode(SmallModels.float32, as: .onnx, options: options)
    var file = try ONNXModel(serializedBytes: bytes)
    file.metadataProps = []
    let back = try ModelImport.decode(try file.serializedBytes(), from: .onnx)
    #expect(back.network == SmallModels.float32.network)
    #expect(abs(back.input.normalisation.mean - 0.1307) < 1e-6)
    #expect(abs(back.input.normalisation.standardDeviation - 0.3081) < 1e-6)
    #expect((back.input.rows, back.input.columns) == (2, 2))
    #expect(back.labels == ["0", "1"])
  }

  @Test("every cut of a file is refused, but at the end of a field, where the rest is a model")
  func cuts() throws {
    let model = SmallModels.float32
    let bytes = try ModelExport.encode(model, as: .onnx, options: options)
    let entries = try ONNXModel(serializedBytes: bytes).metadataProps.count
    var whole = 0
    for length in 0..<bytes.count {
      do throws(ModelExchangeError) {
        let back = try ModelImport.decode(Array(bytes[..<length]), from: .onnx)
        #expect(back.network == model.network, "cut at \(length)")
        whole += 1
      } catch {
        #expect(error.format == .onnx)
      }
    }
    #expect(whole == entries)
  }

  @Test("ten thousand damaged files are refused or read, and none traps", arguments: [1, 2])
  func mutations(_ seed: UInt64) throws {
    let model = SmallModels.all[Int(seed) - 1]
    let bytes = try ModelExport.encode(model, as: .onnx, options: options)
    var mutations = SeededMutations(of: bytes, seed: seed)
    var refused = 0
    for _ in 0..<5_000 {
      do {
        _ = try ModelImport.decode(mutations.next(), from: .onnx)
      } catch {
        refused += 1
      }
    }
    #expect(refused > 1_000, "seed \(seed)")
  }
}
