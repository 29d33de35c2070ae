import ByteCoding
import FoundationEssentials

/// Builds a graph node by node; each value carries the name of the node that makes it.
struct ONNXGraphBuilder {
  private(set) var graph = ONNXGraph()

  /// Creates an empty graph.
  init(name: String) {
    graph.name = name
  }

  /// Adds a node with one output, whose name is returned.
  mutating func add(
    _ type: String, _ inputs: [String], to output: String, _ attributes: [String: Int] = [:]
  ) -> String {
    var node = ONNXNode()
    node.opType = type
    node.name = output
    node.input = inputs
    node.output = [output]
    // Sorted, because a dictionary's order changes from run to run.
    node.attribute = attributes.sorted { $0.key < $1.key }.map { name, value in
      var attribute = ONNXAttribute()
      attribute.name = name
      attribute.i = Int64(value)
      attribute.type = ONNXAttribute.integerType
      return attribute
    }
    graph.node.append(node)
    return output
  }

  /// Adds a constant tensor, whose name is returned.
  mutating func add(_ array: NamedArray) -> String {
    var bytes = ByteWriter(reserving: array.byteCount)
    bytes.append(elements: array.elements)
    let type: ONNXElementType =
      switch array.elements {
      case .float32: .float32
      case .int8: .int8
      case .int32: .int32
      }
    return add(type, array.name, shape: array.shape, bytes: bytes.bytes)
  }

  /// Adds a constant number, whose name is returned.
  mutating func add(_ name: String, _ value: Float) -> String {
    add(NamedArray(name: name, shape: [], elements: .float32([value])))
  }

  /// Adds a constant of raw elements, whose name is returned.
  mutating func add(
    _ type: ONNXElementType, _ name: String, shape: [Int], bytes: [UInt8]
  ) -> String {
    var tensor = ONNXTensor()
    tensor.name = name
    tensor.dims = shape.map(Int64.init)
    tensor.dataType = type.rawValue
    tensor.rawData = Data(bytes)
    graph.initializer.append(tensor)
    return name
  }

  /// Declares an input of the graph; the batch has the symbolic size `N`.
  mutating func declareInput(_ name: String, _ type: ONNXElementType, _ sizes: [Int]) {
    graph.input.append(value(name, type, sizes))
  }

  /// Declares an output of the graph; the batch has the symbolic size `N`.
  mutating func declareOutput(_ name: String, _ type: ONNXElementType, _ sizes: [Int]) {
    graph.output.append(value(name, type, sizes))
  }

  private func value(_ name: String, _ type: ONNXElementType, _ sizes: [Int]) -> ONNXValueInfo {
    var batch = ONNXDimension()
    batch.dimParam = "N"
    var tensor = ONNXTensorType()
    tensor.elemType = type.rawValue
    tensor.shape.dim =
      [batch]
      + sizes.map { size in
        var dimension = ONNXDimension()
        dimension.dimValue = Int64(size)
        return dimension
      }
    var value = ONNXValueInfo()
    value.name = name
    value.type.tensorType = tensor
    return value
  }
}
