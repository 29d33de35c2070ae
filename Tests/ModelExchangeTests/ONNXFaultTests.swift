import FoundationEssentials
import ModelFile
import SwiftProtobuf
import Testing

@testable import ModelExchange

/// A change to a good file and the error that it must give.
struct ONNXFault: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let code: ModelExchangeError.Code
  let change: @Sendable (inout ONNXModel) -> Void

  init(
    _ description: String, _ code: ModelExchangeError.Code,
    _ change: @escaping @Sendable (inout ONNXModel) -> Void
  ) {
    testDescription = description
    self.code = code
    self.change = change
  }
}

extension ONNXModel {
  fileprivate mutating func node(_ name: String, _ change: (inout ONNXNode) -> Void) {
    for index in graph.node.indices where graph.node[index].name == name {
      change(&graph.node[index])
    }
  }

  fileprivate mutating func weights(_ change: (inout ONNXTensor) -> Void) {
    for index in graph.initializer.indices
    where graph.initializer[index].name == "layers.0.weight" {
      change(&graph.initializer[index])
    }
  }

  fileprivate mutating func add(_ type: String, _ inputs: [String], to output: String) {
    var node = ONNXNode()
    node.opType = type
    node.input = inputs
    node.output = [output]
    graph.node.append(node)
  }
}

@Suite("ONNX, bad files")
struct ONNXFaultTests {
  static let graphs: [ONNXFault] = [
    ONNXFault("an unknown operator", .unsupportedOperator) {
      $0.node("layers.0.output") { $0.opType = "Erf" }
    },
    ONNXFault("batch normalisation", .unsupportedOperator) {
      $0.node("layers.0.output") { $0.opType = "BatchNormalization" }
    },
    ONNXFault("an operator of another domain", .unsupportedOperator) {
      $0.node("layers.0.output") { $0.domain = "com.example" }
    },
    ONNXFault("arithmetic on integers", .notAPerceptron) {
      $0.node("numbers") {
        $0.opType = "Identity"
        $0.attribute = []
      }
    },
    ONNXFault("functions", .unsupportedOperator) { $0.functions = [Data([1])] },
    ONNXFault("sparse tensors", .unsupportedOperator) { $0.graph.sparseInitializer = [Data([1])] },
    ONNXFault("external data", .externalData) {
      var entry = ONNXEntry()
      entry.key = "location"
      entry.value = "../../secret"
      $0.weights {
        $0.externalData = [entry]
        $0.dataLocation = 1
      }
    },
    ONNXFault("a byte less than the shape needs", .tensorByteCount) {
      $0.weights { $0.rawData.removeLast() }
    },
    ONNXFault("a number less than the shape needs", .tensorByteCount) {
      $0.weights {
        $0.clearRawData()
        $0.floatData = Array(repeating: 1, count: 11)
      }
    },
    ONNXFault("an operator set of the future", .operatorSetTooNew) {
      $0.opsetImport[0].version = 29
    },
    ONNXFault("an operator set of the past", .operatorSet) { $0.opsetImport[0].version = 6 },
    ONNXFault("no operator set", .operatorSet) { $0.opsetImport = [] },
    ONNXFault("two operator sets", .operatorSet) { $0.opsetImport.append($0.opsetImport[0]) },
    ONNXFault("a format of the future", .containerVersion) { $0.irVersion = 15 },
    ONNXFault("no graph", .noPath) { $0.clearGraph() },
    ONNXFault("a cycle", .cyclicGraph) {
      $0.node("layers.0.sum") { $0.input[0] = "layers.0.output" }
    },
    ONNXFault("a missing initialiser", .missingInitialiser) {
      $0.graph.initializer.removeFirst()
    },
    ONNXFault("a missing output", .missingInitialiser) { $0.graph.output[0].name = "nothing" },
    ONNXFault("two initialisers of one name", .duplicateName) {
      $0.graph.initializer.append($0.graph.initializer[0])
    },
    ONNXFault("two values of one name", .duplicateName) {
      $0.node("label") { $0.output = ["logits"] }
    },
    ONNXFault("two metadata of one key", .duplicateName) {
      $0.metadataProps.append($0.metadataProps[0])
    },
    ONNXFault("several heads", .severalHeads) { file in
      file.add("Gemm", ["layers.0.output", "layers.0.copy"], to: "other")
      var weights = ONNXTensor()
      weights.name = "layers.0.copy"
      weights.dims = [3, 4]
      weights.dataType = ONNXElementType.float32.rawValue
      weights.floatData = Array(repeating: 1, count: 12)
      file.graph.initializer.append(weights)
      file.graph.output[1].name = "other"
      file.graph.node.removeAll { $0.name == "probabilities" }
    },
    ONNXFault("an unused node", .unusedNode) { $0.add("Relu", ["logits"], to: "nothing") },
    ONNXFault("an output without a path from the input", .noPath) {
      $0.graph.output[0].name = "layers.0.weight"
    },
    ONNXFault("two inputs", .notAPerceptron) {
      var input = $0.graph.input[0]
      input.name = "more"
      $0.graph.input.append(input)
    },
    ONNXFault("sizes whose product wraps to 4", .elementCount) {
      $0.weights { $0.dims = [4_194_305, 4_194_305, 211_106_198_978_564] }
    },
    ONNXFault("sizes whose product wraps to 0", .elementCount) {
      $0.weights { $0.dims = [1 << 32, 1 << 32] }
    },
    ONNXFault("a negative size", .elementCount) {
      $0.weights { $0.dims = [-1] }
    },
    ONNXFault("a hundred sizes", .tooMany) {
      $0.weights { $0.dims = Array(repeating: 1, count: 100) }
    },
    ONNXFault("an unknown element type", .unsupportedType) {
      $0.weights { $0.dataType = 99 }
    },
    ONNXFault("a weight that is not a number", .notFinite) {
      $0.weights { $0.rawData.replaceSubrange(0..<4, with: [0, 0, 0xC0, 0x7F]) }
    },
    ONNXFault("a factor of a product", .notAPerceptron) {
      $0.node("layers.0.sum") { node in
        var attribute = ONNXAttribute()
        attribute.name = "alpha"
        attribute.f = 0.5
        node.attribute.append(attribute)
      }
    },
    ONNXFault("a second bias", .notAPerceptron) {
      $0.node("layers.0.output") {
        $0.opType = "Add"
        $0.input.append("layers.0.bias")
      }
    },
    ONNXFault("inputs that are missing", .notAPerceptron) {
      $0.node("probabilities") { $0.input = [] }
    },
    ONNXFault("another normalisation in the metadata", .normalisationConflict) { file in
      for index in file.metadataProps.indices
      where file.metadataProps[index].key == "mnistkit.mean" {
        file.metadataProps[index].value = "0.5"
      }
    },
    ONNXFault("an input of another size", .inputShape) {
      $0.graph.input[0].type.tensorType.shape.dim[1].dimValue = 3
    },
    ONNXFault("an input of sizes whose product wraps", .inputShape) {
      for index in 1...2 { $0.graph.input[0].type.tensorType.shape.dim[index].dimValue = 1 << 32 }
    },
    ONNXFault("a division by 0", .notAPerceptron) { file in
      for index in file.graph.initializer.indices
      where file.graph.initializer[index].name == "normalisation.deviation" {
        file.graph.initializer[index].rawData = Data(count: 4)
      }
    },
    ONNXFault("floating-point inputs that nothing describes", .normalisationMissing) { file in
      file.metadataProps = []
      file.graph.input[0].type.tensorType.elemType = 1
    },
  ]

  @Test("a bad graph has an error of its own", arguments: graphs)
  func graph(_ fault: ONNXFault) throws {
    var file = try ONNXModel(serializedBytes: ModelExport.encode(SmallModels.float32, as: .onnx))
    fault.change(&file)
    let bytes: [UInt8] = try file.serializedBytes()
    let error = #expect(throws: ModelExchangeError.self) {
      try ModelImport.decode(bytes, from: .onnx)
    }
    #expect(error?.code == fault.code, "\(error?.description ?? "")")
  }

  @Test(
    "damaged bytes are located",
    arguments: [
      ([0x08, 0x80], .truncatedVarint, 1),
      ([0x08] + Array(repeating: 0xFF, count: 10), .varintOverflow, 1),
      ([0x08] + Array(repeating: 0x80, count: 11), .varintOverflow, 1),
      ([0x3A, 0x05, 0x00], .lengthPastEnd, 2),
      ([0x3A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01], .lengthPastEnd, 11),
      ([0x0B], .wireFormat, 0),
      ([0x00, 0x00], .wireFormat, 0),
      ([0x09, 0x01], .fileCut, 1),
      // A graph, in it a tensor, in that its sizes, packed and cut.
      ([0x3A, 0x05, 0x2A, 0x03, 0x0A, 0x01, 0x80], .truncatedVarint, 6),
      (
        Array(repeating: [0x08, 0x01], count: ONNXWireScan.fieldLimit + 1).flatMap(\.self),
        .tooMany,
        2 * ONNXWireScan.fieldLimit
      ),
    ] as [([UInt8], ModelExchangeError.Code, Int)])
  func wire(_ bytes: [UInt8], _ code: ModelExchangeError.Code, _ offset: Int) {
    let error = #expect(throws: ModelExchangeError.self) {
      try ModelImport.decode(bytes, from: .onnx)
    }
    #expect(error?.code == code)
    #expect(error?.offset == offset)
  }
}
