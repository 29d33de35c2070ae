import ModelFile

/// Follows the input through a graph and gathers the layers on its way.
///
/// The graph is not run: each value is known as a constant, as the shape of something, or as what
/// was done to the input until there. An operator that does not fit is an error that names it.
struct ONNXInterpreter {
  /// What is known of a value.
  enum Value {
    /// Elements that are in the file.
    case constant(ONNXConstant)
    /// Weights or a bias in 8 or 32 bits, and what a step of each row is worth.
    case quantised(ONNXConstant, scales: ONNXConstant)
    /// Sizes that were taken from the input's shape; they only serve to reshape it.
    case sizes
    /// What depends on the input.
    case flow(ONNXFlow)
  }

  /// The most elements that all constants together may have: each operator on one makes another.
  private static let elementLimit = FormatLimits.elements

  private let graph: ONNXGraph
  private let offsets: [Int]
  private let wiring: ONNXWiring
  private var values: [String: Value] = [:]
  private var elementCount = 0

  /// Prepares to follow a graph.
  ///
  /// - Parameter offsets: where each initialiser lies in the file.
  init(_ graph: ONNXGraph, offsets: [Int]) throws(ModelExchangeError) {
    self.graph = graph
    self.offsets = offsets
    wiring = try ONNXWiring(graph)
    var flow = ONNXFlow()
    let type = ONNXElementType(rawValue: wiring.input.type.tensorType.elemType)
    flow.isFloatingPoint = type?.isFloatingPoint ?? false
    values[wiring.input.name] = .flow(flow)
  }

  /// The input of the graph.
  var input: ONNXValueInfo { wiring.input }

  /// Follows the input to the outputs, which must all come out of the same layers.
  mutating func run() throws(ModelExchangeError) -> ONNXFlow {
    for index in wiring.order {
      let node = graph.node[index]
      var inputs: [Value?] = []
      for name in node.input { inputs.append(name.isEmpty ? nil : try value(name)) }
      let result = try ONNXOperation(node: node, inputs: inputs).apply()
      if case .constant(let constant) = result { try count(constant) }
      if let name = node.output.first { values[name] = result }
    }
    return try result()
  }

  private mutating func value(_ name: String) throws(ModelExchangeError) -> Value {
    if let value = values[name] { return value }
    guard let index = wiring.initialisers[name] else {
      throw ModelExchangeError(
        .onnx, .unsupportedOperator, field: escaped(name), expected: "a node's first output",
        found: "another")
    }
    let constant = try ONNXConstant(
      graph.initializer[index], name: name,
      offset: offsets.indices.contains(index) ? offsets[index] : nil)
    try count(constant)
    values[name] = .constant(constant)
    return .constant(constant)
  }

  private mutating func count(_ constant: ONNXConstant) throws(ModelExchangeError) {
    elementCount += constant.elements.count
    guard elementCount <= Self.elementLimit else {
      throw ModelExchangeError(
        .onnx, .tooMany, at: constant.offset, field: "elements of all constants",
        expected: "at most \(Self.elementLimit)", found: "more, at \(escaped(constant.name))")
    }
  }

  private func result() throws(ModelExchangeError) -> ONNXFlow {
    var result: ONNXFlow?
    for output in graph.output {
      guard case .flow(var flow)? = values[output.name] else {
        throw ModelExchangeError(
          .onnx, .noPath, field: "output \(escaped(output.name))",
          expected: "a value that depends on the input \(escaped(input.name))",
          found: "one that does not")
      }
      if let other = result {
        guard flow.hasLayers(of: other) else {
          throw ModelExchangeError(
            .onnx, .severalHeads, field: "output \(escaped(output.name))",
            expected: "the layers of output \(escaped(graph.output[0].name))", found: "others")
        }
        flow.labels = flow.labels ?? other.labels
      }
      result = flow
    }
    guard let result, !result.layers.isEmpty else {
      throw ModelExchangeError(
        .onnx, .noPath, field: "outputs of the graph", expected: "a layer before one of them",
        found: result == nil ? "no output" : "none")
    }
    return result
  }
}
