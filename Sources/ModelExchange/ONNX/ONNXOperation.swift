/// One node of a graph and what is known of its inputs.
struct ONNXOperation {
  typealias Value = ONNXInterpreter.Value

  let node: ONNXNode
  let inputs: [Value?]

  /// What is known of the node's first output.
  func apply() throws(ModelExchangeError) -> Value {
    switch (node.domain, node.opType) {
    case ("", let kind), ("ai.onnx", let kind): try apply(kind)
    case ("ai.onnx.ml", "ArrayFeatureExtractor"): try lookUpLabels()
    case ("ai.onnx.ml", "ZipMap"): try head(from: [.head])
    default: throw unsupported
    }
  }

  private func apply(_ kind: String) throws(ModelExchangeError) -> Value {
    switch kind {
    case "Constant": .constant(try constantAttribute())
    case "Identity": try input(0)
    case "Dropout": try dropout()
    case "Cast": try cast()
    case "Flatten", "Reshape", "Squeeze", "Unsqueeze": try reshape()
    case "Transpose": try transpose()
    case "Shape", "Gather", "Concat", "Slice": try sizes()
    case "Add", "Sub", "Mul", "Div": try arithmetic(kind)
    case "MatMul", "Gemm": try dense(isGemm: kind == "Gemm")
    case "Relu": try relu()
    case "DequantizeLinear": try dequantise()
    case "QuantizeLinear": try quantise()
    case "Softmax", "LogSoftmax": try softmax()
    case "ArgMax": try label()
    default: throw unsupported
    }
  }

  /// An input that the operator cannot do without.
  func input(_ index: Int) throws(ModelExchangeError) -> Value {
    guard index < inputs.count, let value = inputs[index] else {
      throw misfit("input \(index)", expected: "a value", found: "none")
    }
    return value
  }

  /// An input that must be a constant.
  func constant(_ index: Int) throws(ModelExchangeError) -> ONNXConstant {
    guard case .constant(let constant) = try input(index) else {
      throw misfit("input \(index)", expected: "a constant", found: "a computed value")
    }
    return constant
  }

  /// An input that must depend on the graph's input.
  func flow(_ index: Int) throws(ModelExchangeError) -> ONNXFlow {
    guard case .flow(let flow) = try input(index) else {
      throw misfit(
        "input \(index)", expected: "a value that depends on the graph's input", found: "a constant"
      )
    }
    return flow
  }

  /// The error of an operator that no perceptron has.
  var unsupported: ModelExchangeError {
    ModelExchangeError(
      .onnx, .unsupportedOperator, field: "node \(node.title)",
      expected: "an operator of a multi-layer perceptron (Gemm, MatMul, Add, Relu, Softmax, ...)",
      found: escaped(node.opType))
  }

  /// The error of an operator that is known and is used in another way than perceptrons do.
  func misfit(_ field: String, expected: String, found: String) -> ModelExchangeError {
    ModelExchangeError(
      .onnx, .notAPerceptron, field: "\(field) of node \(node.title)", expected: expected,
      found: found)
  }
}
