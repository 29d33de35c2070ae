import LinearAlgebra
import NeuralNet

/// The tensors of a network: `layers.N.weight` `[outputs, inputs]` and `layers.N.bias`
/// `[outputs]` for each layer N.
enum NetworkTensors {
  static func tensors(_ network: MLP) -> [Tensor] {
    network.layers.enumerated().flatMap { index, layer in
      [
        Tensor(name: name(index, "weight"), layer.weights),
        Tensor(name: name(index, "bias"), dimensions: [layer.outputs], values: layer.bias),
      ]
    }
  }

  /// Checks that the directory holds exactly the tensors of the architecture.
  static func check(
    _ directory: TensorDirectory, _ architecture: Architecture
  ) throws(ModelFileError) {
    var shapes: [String: [Int]] = [:]
    for (index, layer) in architecture.layers.enumerated() {
      shapes[name(index, "weight")] = [layer.outputs, layer.inputs]
      shapes[name(index, "bias")] = [layer.outputs]
    }
    let section = directory.section
    for entry in directory.entries {
      guard let shape = shapes.removeValue(forKey: entry.name) else {
        throw ModelFileError(
          .unexpectedTensor, section: section.type, at: entry.position, field: "tensor name",
          expected: "layers.N.weight or layers.N.bias with N below \(architecture.layers.count)",
          found: entry.name)
      }
      guard shape == entry.dimensions else {
        throw ModelFileError(
          .tensorShape, section: section.type, at: entry.position + 4,
          field: "shape of \(entry.name)", expected: "\(shape)", found: "\(entry.dimensions)")
      }
    }
    if let missing = shapes.keys.min() {
      throw ModelFileError(
        .missingTensor, section: section.type, at: section.offset, field: "tensor directory",
        expected: missing, found: "\(directory.entries.count) other tensors")
    }
  }

  /// Builds the network from a directory that was checked against the architecture.
  static func network(_ tensors: [Tensor], _ architecture: Architecture) -> MLP {
    let values = Dictionary(uniqueKeysWithValues: tensors.map { ($0.name, $0.values) })
    return MLP(
      layers: architecture.layers.enumerated().map { index, layer in
        guard let weights = values[name(index, "weight")], let bias = values[name(index, "bias")]
        else { preconditionFailure("layer \(index) was checked to have its tensors") }
        return Dense(
          weights: Matrix(rows: layer.outputs, columns: layer.inputs, elements: weights),
          bias: bias, activation: layer.activation)
      })
  }

  private static func name(_ layer: Int, _ kind: String) -> String { "layers.\(layer).\(kind)" }
}
