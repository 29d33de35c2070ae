import LinearAlgebra
import NeuralNet

/// The tensors of a network under the names that the model file gives them
/// (`formats/model-file.md`, section 6).
enum NetworkArrays {
  /// The tensors in ascending order of their names.
  static func arrays(_ network: Network) -> [NamedArray] {
    let arrays =
      switch network {
      case .float32(let network): network.layers.enumerated().flatMap { float32($1, $0) }
      case .int8(let network): network.layers.enumerated().flatMap { int8($1, $0) }
      }
    return arrays.sorted { $0.name < $1.name }
  }

  private static func float32(_ layer: Dense, _ index: Int) -> [NamedArray] {
    [
      NamedArray(
        name: "layers.\(index).weight", shape: [layer.outputs, layer.inputs],
        elements: .float32(layer.weights.elements)),
      NamedArray(
        name: "layers.\(index).bias", shape: [layer.outputs], elements: .float32(layer.bias)),
    ]
  }

  /// The input scale of layer 0 follows from the normalisation and is no tensor.
  private static func int8(_ layer: QuantisedDense, _ index: Int) -> [NamedArray] {
    let arrays = [
      NamedArray(
        name: "layers.\(index).weight", shape: [layer.outputs, layer.inputs],
        elements: .int8(layer.weights)),
      NamedArray(
        name: "layers.\(index).bias", shape: [layer.outputs], elements: .int32(layer.bias)),
      NamedArray(
        name: "layers.\(index).scale", shape: [layer.outputs], elements: .float32(layer.scales)),
    ]
    guard index > 0 else { return arrays }
    return arrays + [
      NamedArray(
        name: "layers.\(index).scale_input", shape: [1], elements: .float32([layer.inputScale]))
    ]
  }
}
