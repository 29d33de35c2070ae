import ByteCoding
import ModelFile
import NeuralNet
import SwiftProtobuf
import Testing

@testable import ModelExchange

/// Files with weights `0.weight` [2, 4], and another tensor of a type that no model has.
@Suite("Tensors of other types")
struct UnreadArrayTests {
  /// A file that has the tensor under a name, and its format's types: a known one and an unknown.
  struct Case: Sendable, CustomTestStringConvertible {
    let format: ExchangeFormat
    let isKnown: Bool
    let bytes: @Sendable (String) -> [UInt8]

    var testDescription: String { "\(format), \(isKnown ? "a known" : "an unknown") type" }
    var code: ModelExchangeError.Code { isKnown ? .unsupportedType : .elementType }
  }

  private static let rows: [Float] = [1, 2, 3, 4, 5, 6, 7, 8]

  private static func safetensors(_ name: String, _ type: String) -> [UInt8] {
    let header =
      #"{"\#(name)":{"dtype":"\#(type)","shape":[],"data_offsets":[0,8]},"#
      + #""0.weight":{"dtype":"F32","shape":[2,4],"data_offsets":[8,40]}}"#
    var writer = ByteWriter()
    writer.append(u64: UInt64(header.utf8.count), .little)
    writer.append(utf8: header)
    writer.append(u64: 9, .little)
    writer.append(f32s: rows, .little)
    return writer.bytes
  }

  private static func npz(_ name: String, _ type: String) -> [UInt8] {
    let header = "{'descr': '\(type)', 'fortran_order': False, 'shape': (), }"
    return ZipFixture(members: [
      .init(name: "\(name).npy", content: NPYFixture.bytes(header, [9, 0, 0, 0, 0, 0, 0, 0])),
      .init(name: "0.weight.npy", content: NPYFixture.array([2, 4], rows)),
    ]).bytes
  }

  private static func gguf(_ name: String, _ type: UInt32) -> [UInt8] {
    var sketch = GGUFSketch()
    sketch.tensors = [(name, [1], type, 0), ("0.weight", [4, 2], 0, 32), ("z", [1], type, 64)]
    sketch.values.removeAll()
    sketch.dataBytes = 72
    return sketch.bytes
  }

  static let cases = [
    Case(format: .safetensors, isKnown: true) { safetensors($0, "I64") },
    Case(format: .safetensors, isKnown: false) { safetensors($0, "Q9") },
    Case(format: .npz, isKnown: true) { npz($0, "<i8") },
    Case(format: .npz, isKnown: false) { npz($0, "<x8") },
    Case(format: .gguf, isKnown: true) { gguf($0, 27) },
    Case(format: .gguf, isKnown: false) { gguf($0, 4_711) },
  ]

  private func fault(_ bytes: [UInt8], layers: [String]?) -> ModelExchangeError? {
    Samples.fault(
      bytes, options: ImportOptions(layers: layers, normalisation: Samples.normalisation))
  }

  @Test("one that no layer wants is left aside where the layers are named", arguments: cases)
  func leftAside(_ file: Case) throws {
    for layers in [["0"], ["0.weight"]] {
      let model = try ModelImport.decode(
        file.bytes("steps"),
        options: ImportOptions(layers: layers, normalisation: Samples.normalisation))
      #expect(model.network.widths == [4, 2])
    }
  }

  @Test("one that a layer wants is refused, and any without names of layers", arguments: cases)
  func wanted(_ file: Case) {
    #expect(fault(file.bytes("steps"), layers: nil)?.code == file.code)
    #expect(fault(file.bytes("steps"), layers: ["steps"])?.code == file.code)
    #expect(fault(file.bytes("0.bias"), layers: ["0"])?.code == file.code)
    #expect(fault(file.bytes("0.bias"), layers: ["0.weight"])?.code == file.code)
    #expect(fault(file.bytes("1.bias"), layers: ["0"]) == nil)
  }

  @Test("where one lies is checked all the same")
  func places() {
    var sketch = GGUFSketch()
    sketch.tensors[0].type = 27
    sketch.tensors[1].offset = 0
    #expect(fault(sketch.bytes, layers: ["layers.0"])?.code == .tensorOverlap)
    sketch.tensors[1].offset = .max
    #expect(fault(sketch.bytes, layers: ["layers.0"])?.code == .tensorPastEnd)
    let bytes = Self.safetensors("steps", "I64")
    #expect(fault(bytes + [0], layers: ["0"])?.code == .tensorHole)
    #expect(fault(Array(bytes.dropLast()), layers: ["0"])?.code == .tensorPastEnd)
  }

  @Test("a graph's tensor that no node reads is left aside")
  func graph() throws {
    var file = try ONNXModel(serializedBytes: ModelExport.encode(SmallModels.float32, as: .onnx))
    var tensor = ONNXTensor()
    tensor.name = "steps"
    tensor.dataType = 99
    file.graph.initializer.append(tensor)
    let bytes: [UInt8] = try file.serializedBytes()
    #expect(try ModelImport.decode(bytes).network == SmallModels.float32.network)
  }
}
