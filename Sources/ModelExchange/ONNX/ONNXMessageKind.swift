/// The messages of `onnx-subset.proto`, by how they nest.
enum ONNXMessageKind: String {
  case model
  case operatorSet = "operator set"
  case entry
  case graph
  case node
  case attribute
  case tensor
  case valueInfo = "value"
  case valueType = "value type"
  case tensorType = "tensor type"
  case shape
  case dimension

  /// The kind of message in field `number`; `nil` where that holds none.
  func child(_ number: UInt64) -> ONNXMessageKind? {
    switch (self, number) {
    case (.model, 7): .graph
    case (.model, 8): .operatorSet
    case (.model, 14): .entry
    case (.graph, 1): .node
    case (.graph, 5): .tensor
    case (.graph, 11), (.graph, 12): .valueInfo
    case (.node, 5): .attribute
    case (.attribute, 5): .tensor
    case (.tensor, 13): .entry
    case (.valueInfo, 2): .valueType
    case (.valueType, 1): .tensorType
    case (.tensorType, 2): .shape
    case (.shape, 1): .dimension
    default: nil
    }
  }

  /// Whether field `number` may hold variable-length integers one after the other.
  func packsVarints(_ number: UInt64) -> Bool {
    switch self {
    case .tensor: [1, 5, 7].contains(number)
    case .attribute: number == 8
    default: false
    }
  }
}

extension ONNXMessageKind: CustomStringConvertible {
  var description: String { rawValue }
}
