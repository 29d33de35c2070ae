import NeuralNet

extension ONNXOperation {
  /// What bytes stand for: pixels, or the weights and the bias of a layer.
  func dequantise() throws(ModelExchangeError) -> Value {
    let scales = try constant(1)
    try checkZeroPoint()
    switch try input(0) {
    case .constant(let value):
      guard node.integer("axis", default: 1) == 0 || value.shape.count == 1,
        scales.floats?.count == value.shape.first
      else {
        throw misfit("scales", expected: "one for each row", found: "\(scales.shape)")
      }
      return .quantised(value, scales: scales)
    case .flow(var flow):
      guard let scale = scales.number, scale > 0, scale.isNormal, flow.stage != .head else {
        throw misfit("scale", expected: "one number above 0", found: "others")
      }
      switch flow.stage {
      case .input: flow.scaling.multiply(by: scale)
      case .layer, .head:
        guard flow.byteScale == scale else {
          throw misfit("scale", expected: "that of the bytes", found: "\(scale)")
        }
      }
      flow.byteScale = scale
      flow.isFloatingPoint = true
      return .flow(flow)
    case .sizes, .quantised: throw unsupported
    }
  }

  /// The bytes of a hidden layer.
  func quantise() throws(ModelExchangeError) -> Value {
    var flow = try flow(0)
    try checkZeroPoint()
    guard let scale = try constant(1).number, scale > 0, scale.isNormal,
      flow.stage == .layer, flow.layers.last?.activation == .relu
    else {
      throw misfit("input 0", expected: "a layer after ReLU and one scale", found: "others")
    }
    flow.byteScale = scale
    flow.isFloatingPoint = false
    return .flow(flow)
  }

  private func checkZeroPoint() throws(ModelExchangeError) {
    guard inputs.count > 2, inputs[2] != nil else { return }
    let zero = try constant(2)
    let isZero =
      switch zero.elements {
      case .int8(let values): values.allSatisfy { $0 == 0 }
      default: zero.number == 0
      }
    guard isZero else {
      throw misfit("zero point", expected: "0", found: "others")
    }
  }
}
