extension ONNXAttribute {
  /// The code of a whole number among the attribute types.
  static let integerType: Int32 = 2
}

extension ONNXNode {
  /// What errors call the node: its operator and its name or, without one, its first output.
  var title: String {
    let kind = domain.isEmpty || domain == "ai.onnx" ? opType : "\(domain).\(opType)"
    return "\(escaped(kind)) \(escaped(name.isEmpty ? output.first ?? "" : name))"
  }

  /// The attribute of a name; `nil` where the node leaves it at its default.
  func attribute(_ name: String) -> ONNXAttribute? { attribute.first { $0.name == name } }

  /// A whole number that the node is told.
  func integer(_ name: String, default value: Int64) -> Int64 {
    attribute(name).flatMap { $0.hasI ? $0.i : nil } ?? value
  }

  /// A number that the node is told.
  func number(_ name: String, default value: Float) -> Float {
    attribute(name).flatMap { $0.hasF ? $0.f : nil } ?? value
  }
}
