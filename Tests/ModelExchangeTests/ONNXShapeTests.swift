import ModelFile
import NeuralNet
import SwiftProtobuf
import Testing

@testable import ModelExchange

@Suite("ONNX, rows of pixels")
struct ONNXShapeTests {
  /// A graph of images of 2 by 2 pixels, whose node of a name is changed.
  private func file(
    _ name: String, _ change: (inout ONNXNode, inout ONNXModel) -> Void
  ) throws -> [UInt8] {
    var file = try ONNXModel(serializedBytes: ModelExport.encode(SmallModels.float32, as: .onnx))
    for index in file.graph.node.indices where file.graph.node[index].name == name {
      var node = file.graph.node[index]
      change(&node, &file)
      file.graph.node[index] = node
    }
    return try file.serializedBytes()
  }

  /// The graph with a `Reshape` for its `Flatten`.
  private func reshaped(_ sizes: [Int64], batch: Int64? = nil) throws -> [UInt8] {
    try file("flat") { node, file in
      node.opType = "Reshape"
      node.attribute = []
      node.input.append("shape")
      var shape = ONNXTensor()
      shape.name = "shape"
      shape.dataType = ONNXElementType.int64.rawValue
      shape.dims = [Int64(sizes.count)]
      shape.int64Data = sizes
      file.graph.initializer.append(shape)
      if let batch { file.graph.input[0].type.tensorType.shape.dim[0].dimValue = batch }
    }
  }

  private static func axis(_ value: Int64) -> [ONNXAttribute] {
    var axis = ONNXAttribute()
    axis.name = "axis"
    axis.i = value
    return [axis]
  }

  @Test(
    "images are reshaped to rows",
    arguments: [([-1, 4], nil), ([0, 4], nil), ([0, -1], nil), ([1, 4], nil), ([1, -1], 1)]
      as [([Int64], Int64?)])
  func rows(sizes: [Int64], batch: Int64?) throws {
    let model = try ModelImport.decode(reshaped(sizes, batch: batch))
    #expect(model.network == SmallModels.float32.network)
  }

  @Test(
    "images that are reshaped to anything else are refused by the node",
    arguments: [
      [-1, 2], [2, -1], [4, -1], [-1, -1], [-1, 0], [-1], [4], [-1, 2, 2], [-1, 1, 4],
      [-1, 1 << 40],
      [-1, -4], [0, 5], [],
    ] as [[Int64]])
  func notRows(sizes: [Int64]) throws {
    let error = try #require(Samples.fault(try reshaped(sizes), options: ImportOptions()))
    #expect(error.code == .notAPerceptron)
    #expect(error.field.contains("Reshape") || error.field.contains("Gemm"))
  }

  @Test("images that are flattened along another axis are refused", arguments: [0, 2, 3, -1])
  func flattening(axis: Int64) throws {
    let bytes = try file("flat") { node, _ in node.attribute = Self.axis(axis) }
    let error = try #require(Samples.fault(bytes, options: ImportOptions()))
    #expect(error.code == .notAPerceptron)
    #expect(error.field.hasPrefix(#"axis of node "Flatten""#))
  }

  @Test("a label that is an index of images is refused; the last axis is that of classes")
  func labels() throws {
    for attributes in [Self.axis(0), Self.axis(2), []] {
      let bytes = try file("label") { node, _ in node.attribute = attributes }
      let error = try #require(Samples.fault(bytes, options: ImportOptions()))
      #expect(error.code == .notAPerceptron)
      #expect(error.field.hasPrefix(#"axis of node "ArgMax""#))
    }
    let bytes = try file("label") { node, _ in node.attribute = Self.axis(-1) }
    #expect(try ModelImport.decode(bytes).network == SmallModels.float32.network)
  }
}
