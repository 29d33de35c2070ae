import LinearAlgebra
import NeuralNet

/// What is odd about a model's parameters without being wrong.
enum ParameterWarnings {
  /// The warnings of a model, constant layers first.
  static func all(_ model: Model) -> [String] {
    let constant = NetworkTensors.tensors(model.network).compactMap(constantWarning)
    // Sums of integers cannot overflow: their limits see to that.
    guard let network = model.network.float32 else { return constant }
    return constant + [overflowWarning(network.layers[0], model.input)].compactMap(\.self)
  }

  /// Inputs and weights so large that a sum of the first layer may overflow.
  ///
  /// The bound is that of the largest input against all weights of a row; a model may pass the
  /// self-test and still overflow on another image.
  private static func overflowWarning(_ layer: Dense, _ input: InputLayout) -> String? {
    let largest = input.normalisation.values.reduce(0) { max($0, abs(Double($1))) }
    for output in 0..<layer.outputs {
      let row = layer.weights.elements[output * layer.inputs..<(output + 1) * layer.inputs]
      let bound = row.reduce(abs(Double(layer.bias[output]))) { $0 + abs(Double($1)) * largest }
      if bound > Double(Float.greatestFiniteMagnitude) {
        return "output \(output) of layer 0 may overflow: its sum can reach \(bound)"
      }
    }
    return nil
  }

  /// A layer whose weights are all the same has learnt nothing.
  private static func constantWarning(_ tensor: Tensor) -> String? {
    guard tensor.dimensions.count == 2, tensor.elements.count > 1 else { return nil }
    let value =
      switch tensor.elements {
      case .float32(let values): common(values).map { $0 == 0 ? "zero" : "\($0)" }
      case .int8(let values): common(values).map { $0 == 0 ? "zero" : "\($0)" }
      case .int32(let values): common(values).map { $0 == 0 ? "zero" : "\($0)" }
      }
    return value.map { "all values of \(tensor.name) are \($0)" }
  }

  /// The value that all elements have.
  private static func common<Element: Equatable>(_ values: [Element]) -> Element? {
    guard let first = values.first, values.allSatisfy({ $0 == first }) else { return nil }
    return first
  }
}
