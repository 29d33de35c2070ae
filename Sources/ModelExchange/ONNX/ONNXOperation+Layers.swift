import ModelFile
import NeuralNet

extension ONNXOperation {
  /// The matrix product of a layer, for `Gemm` with its bias.
  func dense(isGemm: Bool) throws(ModelExchangeError) -> Value {
    var flow = try flow(0)
    guard flow.stage != .head else {
      throw misfit("place", expected: "before the probabilities", found: "after them")
    }
    try checkFloatingPoint(flow)
    if isGemm { try checkFactors() }
    let isTransposed = isGemm && node.integer("transB", default: 0) != 0
    let (stored, scales) = try parameters(1)
    guard let weights = isTransposed ? stored : stored.transposed(), weights.shape.count == 2,
      weights.shape.allSatisfy({ (1...FormatLimits.dimension).contains($0) })
    else {
      throw misfit(
        "weights", expected: "a matrix with sizes of 1 to \(FormatLimits.dimension)",
        found: "\(stored.shape)")
    }
    if let previous = flow.layers.last, previous.outputs != weights.shape[1] {
      throw misfit(
        "weights", expected: "\(previous.outputs) inputs as the layer before has outputs",
        found: "\(weights.shape[1])")
    }
    guard flow.layers.count < FormatLimits.layers else {
      throw misfit("layers", expected: "at most \(FormatLimits.layers)", found: "more")
    }
    flow.layers.append(
      ONNXFlow.Layer(
        node: node.title, weights: weights, bias: nil,
        scales: try stepSizes(scales, flow.byteScale, weights.shape[0]), activation: .identity))
    flow.stage = .layer
    flow.byteScale = nil
    guard isGemm, inputs.count > 2, inputs[2] != nil else { return .flow(flow) }
    let (bias, biasScales) = try parameters(2)
    return .flow(try addBias(bias, to: flow, scales: biasScales))
  }

  /// Adds a bias to the products of the last layer.
  ///
  /// - Parameter scales: what its steps are worth; only in 8 bits, and then the weights' times the
  ///   input's.
  func addBias(
    _ bias: ONNXConstant, to flow: ONNXFlow, scales: [Float]? = nil
  ) throws(ModelExchangeError) -> ONNXFlow {
    guard let layer = flow.layers.last, layer.bias == nil, layer.activation == .identity else {
      throw misfit("place", expected: "one bias, right after a product", found: "another")
    }
    guard bias.shape.filter({ $0 != 1 }).count <= 1, bias.elements.count == layer.outputs else {
      throw misfit("bias", expected: "\([layer.outputs])", found: "\(bias.shape)")
    }
    guard scales == layer.scales.map({ scales in scales.weights.map { $0 * scales.input } }) else {
      throw misfit(
        "scales of the bias", expected: "the weights' scales times the input's", found: "others")
    }
    var result = flow
    result.layers[flow.layers.count - 1].bias = bias
    return result
  }

  /// ReLU after a layer.
  func relu() throws(ModelExchangeError) -> Value {
    var flow = try flow(0)
    guard flow.stage == .layer, !flow.layers.isEmpty else {
      throw misfit("place", expected: "after a layer", found: "another")
    }
    flow.layers[flow.layers.count - 1].activation = .relu
    return .flow(flow)
  }

  private func checkFactors() throws(ModelExchangeError) {
    for name in ["alpha", "beta"] where node.number(name, default: 1) != 1 {
      throw misfit(name, expected: "1", found: "\(node.number(name, default: 1))")
    }
    guard node.integer("transA", default: 0) == 0 else {
      throw misfit("transA", expected: "0", found: "\(node.integer("transA", default: 0))")
    }
  }

  /// A layer's weights or bias, and what their steps are worth.
  private func parameters(_ index: Int) throws(ModelExchangeError) -> (ONNXConstant, [Float]?) {
    if case .quantised(let constant, let scales) = try input(index) {
      return (constant, scales.floats ?? [])
    }
    let constant = try constant(index)
    guard constant.floats != nil else {
      throw misfit("input \(index)", expected: "floating point", found: "whole numbers")
    }
    return (constant, nil)
  }

  private func stepSizes(
    _ scales: [Float]?, _ input: Float?, _ outputs: Int
  ) throws(ModelExchangeError) -> (weights: [Float], input: Float)? {
    switch (scales, input) {
    case (nil, nil): return nil
    case (let scales?, let input?) where scales.count == outputs: return (scales, input)
    default:
      throw misfit(
        "weights", expected: "bytes times bytes, or no bytes, with \(outputs) scales",
        found: "\(scales?.count ?? 0) scales")
    }
  }
}
