extension ONNXOperation {
  /// The tensor that a `Constant` node holds.
  func constantAttribute() throws(ModelExchangeError) -> ONNXConstant {
    let name = node.output.first ?? ""
    if let value = node.attribute("value") {
      guard value.t.count == 1 else {
        throw misfit("value", expected: "one tensor", found: "\(value.t.count)")
      }
      return try ONNXConstant(value.t[0], name: name, offset: nil)
    }
    guard let value = node.attribute.first else {
      throw misfit("attributes", expected: "value", found: "none")
    }
    var tensor = ONNXTensor()
    switch value.name {
    case "value_float":
      tensor.dataType = ONNXElementType.float32.rawValue
      tensor.floatData = [value.f]
    case "value_floats":
      tensor.dataType = ONNXElementType.float32.rawValue
      tensor.floatData = value.floats
      tensor.dims = [Int64(value.floats.count)]
    case "value_int":
      tensor.dataType = ONNXElementType.int64.rawValue
      tensor.int64Data = [value.i]
    case "value_ints":
      tensor.dataType = ONNXElementType.int64.rawValue
      tensor.int64Data = value.ints
      tensor.dims = [Int64(value.ints.count)]
    default:
      throw misfit("attributes", expected: "a tensor or numbers", found: escaped(value.name))
    }
    return try ONNXConstant(tensor, name: name, offset: nil)
  }

  /// Exchanges a constant's dimensions; the input's pixels keep their order.
  func transpose() throws(ModelExchangeError) -> Value {
    let value = try constant(0)
    let order = node.attribute("perm")?.ints ?? [1, 0]
    guard order == [1, 0], let transposed = value.transposed() else {
      throw misfit("input 0", expected: "a matrix and the order [1, 0]", found: "\(value.shape)")
    }
    return .constant(transposed)
  }

  /// Whatever is computed from the input's shape; the numbers themselves do not matter, because
  /// the layers' widths are checked against the input's.
  func sizes() throws(ModelExchangeError) -> Value {
    var followsInput = false
    for value in inputs.compactMap({ $0 }) {
      switch value {
      case .sizes: followsInput = true
      case .flow where node.opType == "Shape": followsInput = true
      case .constant: break
      case .flow, .quantised: throw unsupported
      }
    }
    guard followsInput else { throw unsupported }
    return .sizes
  }

  /// Another shape for the same elements.
  func reshape() throws(ModelExchangeError) -> Value {
    switch try input(0) {
    case .sizes: return .sizes
    case .flow(let flow): return .flow(try reshaped(flow))
    case .quantised: throw unsupported
    case .constant(var value):
      guard let shape = try constantShape(value) else {
        throw misfit(
          "shape", expected: "sizes for \(value.elements.count) elements", found: "others")
      }
      value.shape = shape
      return .constant(value)
    }
  }

  /// The shape that a constant gets; `nil` where it does not fit the elements.
  private func constantShape(_ value: ONNXConstant) throws(ModelExchangeError) -> [Int]? {
    let wide = value.shape.filter { $0 != 1 }
    switch node.opType {
    // Where only sizes of 1 come or go, a vector is all that a layer asks for.
    case "Squeeze", "Unsqueeze": return wide
    case "Flatten": return wide.count == 2 ? wide : nil
    default: break
    }
    guard let target = try constant(1).integers, target.count <= 2,
      target.allSatisfy({ $0 == -1 || (1...Int64(Int32.max)).contains($0) }),
      target.filter({ $0 == -1 }).count <= 1
    else { return nil }
    let known = target.filter { $0 > 0 }.reduce(1) { $0 * Int($1) }
    let count = value.elements.count
    guard count % known == 0 else { return nil }
    let shape = target.map { $0 == -1 ? count / known : Int($0) }
    return shape.reduce(1, *) == count ? shape : nil
  }
}
