/// How a graph's nodes hang together: checked to have one input, no cycle and nothing missing,
/// doubled or unused.
struct ONNXWiring {
  /// The input that is fed: the only one that no initialiser gives a value.
  let input: ONNXValueInfo
  /// The index of each initialiser.
  let initialisers: [String: Int]
  /// The indices of the nodes, each after those whose values it reads.
  private(set) var order: [Int] = []

  private let graph: ONNXGraph
  /// The index of the node that makes each value.
  private var makers: [String: Int] = [:]

  /// Checks a graph.
  init(_ graph: ONNXGraph) throws(ModelExchangeError) {
    self.graph = graph
    var initialisers: [String: Int] = [:]
    for (index, tensor) in graph.initializer.enumerated() {
      guard initialisers.updateValue(index, forKey: tensor.name) == nil else {
        throw Self.duplicate("initialiser", tensor.name)
      }
    }
    self.initialisers = initialisers
    input = try Self.input(graph, initialisers)
    for (index, node) in graph.node.enumerated() {
      for name in node.output where !name.isEmpty {
        guard makers.updateValue(index, forKey: name) == nil, initialisers[name] == nil,
          name != input.name
        else { throw Self.duplicate("output of \(node.title)", name) }
      }
      var attributes: Set<String> = []
      for attribute in node.attribute where !attributes.insert(attribute.name).inserted {
        throw Self.duplicate("attribute of \(node.title)", attribute.name)
      }
    }
    try findOrder()
    try checkUse()
  }

  private static func input(
    _ graph: ONNXGraph, _ initialisers: [String: Int]
  ) throws(ModelExchangeError) -> ONNXValueInfo {
    let inputs = graph.input.filter { initialisers[$0.name] == nil }
    guard inputs.count == 1 else {
      throw ModelExchangeError(
        .onnx, .notAPerceptron, field: "inputs of the graph", expected: "one",
        found: inputs.isEmpty
          ? "none" : inputs.prefix(4).map { escaped($0.name) }.joined(separator: ", "))
    }
    return inputs[0]
  }

  /// Takes the nodes whose inputs are there until none is left (Kahn, "Topological sorting of
  /// large networks", 1962).
  private mutating func findOrder() throws(ModelExchangeError) {
    var readers: [[Int]] = Array(repeating: [], count: graph.node.count)
    var waiting = Array(repeating: 0, count: graph.node.count)
    for (index, node) in graph.node.enumerated() {
      for name in node.input where !name.isEmpty {
        if let maker = makers[name] {
          readers[maker].append(index)
          waiting[index] += 1
        } else if initialisers[name] == nil, name != input.name {
          throw missing("input of \(node.title)", name)
        }
      }
    }
    var ready = graph.node.indices.filter { waiting[$0] == 0 }
    var next = 0
    while next < ready.count {
      for reader in readers[ready[next]] {
        waiting[reader] -= 1
        if waiting[reader] == 0 { ready.append(reader) }
      }
      next += 1
    }
    guard ready.count == graph.node.count else {
      let node = graph.node[waiting.firstIndex { $0 > 0 } ?? 0]
      throw ModelExchangeError(
        .onnx, .cyclicGraph, field: "node \(node.title)",
        expected: "inputs that do not come from its own outputs", found: "a cycle")
    }
    order = ready
  }

  /// Refuses nodes that no output of the graph depends on: they may be a part that got lost.
  private func checkUse() throws(ModelExchangeError) {
    var used = Set<Int>()
    var rest: [Int] = []
    for output in graph.output {
      guard let maker = makers[output.name] else {
        if initialisers[output.name] != nil || output.name == input.name { continue }
        throw missing("outputs of the graph", output.name)
      }
      rest.append(maker)
    }
    while let index = rest.popLast() {
      guard used.insert(index).inserted else { continue }
      rest += graph.node[index].input.compactMap { makers[$0] }
    }
    guard let unused = graph.node.indices.first(where: { !used.contains($0) }) else { return }
    throw ModelExchangeError(
      .onnx, .unusedNode, field: "node \(graph.node[unused].title)",
      expected: "a use of its outputs", found: "none")
  }

  private func missing(_ field: String, _ name: String) -> ModelExchangeError {
    ModelExchangeError(
      .onnx, .missingInitialiser, field: field,
      expected: "an initialiser, an input or a node's output",
      found: escaped(name))
  }

  private static func duplicate(_ field: String, _ name: String) -> ModelExchangeError {
    ModelExchangeError(
      .onnx, .duplicateName, field: field, expected: "a name of its own", found: escaped(name))
  }
}
