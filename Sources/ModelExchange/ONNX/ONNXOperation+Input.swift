extension ONNXOperation {
  /// Passes its input on when it is not training.
  func dropout() throws(ModelExchangeError) -> Value {
    if inputs.count > 2, inputs[2] != nil, try constant(2).number != 0 {
      throw misfit("training_mode", expected: "false", found: "true")
    }
    return .flow(try flow(0))
  }

  /// Another element type: of the input to floating point, of the label to anything.
  func cast() throws(ModelExchangeError) -> Value {
    let type = Int32(exactly: node.integer("to", default: 0)).flatMap(ONNXElementType.init)
    switch try input(0) {
    case .sizes: return .sizes
    case .quantised: throw unsupported
    case .flow(var flow):
      guard flow.stage == .head || type?.isFloatingPoint == true else {
        throw misfit("type", expected: "floating point", found: "another")
      }
      flow.isFloatingPoint = type?.isFloatingPoint == true
      return .flow(flow)
    case .constant(var value):
      if type?.isFloatingPoint == true, let integers = value.integers {
        value.elements = .float32(integers.map { Float($0) })
      }
      return .constant(value)
    }
  }

  /// Normalises the input before the first layer, or adds the bias of a layer.
  func arithmetic(_ kind: String) throws(ModelExchangeError) -> Value {
    let (isFlowFirst, operand, value) = try operands()
    var flow = value
    try checkFloatingPoint(flow)
    if flow.stage == .layer, kind == "Add" { return .flow(try addBias(operand, to: flow)) }
    guard flow.stage == .input else {
      throw misfit("place", expected: "before the first layer", found: "after one")
    }
    guard let number = operand.number, number.isFinite,
      number != 0 || kind == "Add" || kind == "Sub"
    else {
      throw misfit(
        "input \(escaped(operand.name))", expected: "one number for all pixels, not 0",
        found: "others")
    }
    switch kind {
    case "Add": flow.scaling.subtract(-number)
    case "Mul": flow.scaling.multiply(by: number)
    case "Sub" where isFlowFirst: flow.scaling.subtract(number)
    case "Div" where isFlowFirst: flow.scaling.divide(by: number)
    default: throw misfit("input 0", expected: "the pixels", found: "a constant")
    }
    return .flow(flow)
  }

  /// Refuses arithmetic on integers: it is not that of the real numbers, which a layer computes.
  func checkFloatingPoint(_ flow: ONNXFlow) throws(ModelExchangeError) {
    guard flow.isFloatingPoint else {
      throw misfit("elements", expected: "floating point, by a Cast before it", found: "integers")
    }
  }

  private func operands() throws(ModelExchangeError) -> (Bool, ONNXConstant, ONNXFlow) {
    if case .flow(let flow) = try input(0) { return (true, try constant(1), flow) }
    return (false, try constant(0), try flow(1))
  }
}
