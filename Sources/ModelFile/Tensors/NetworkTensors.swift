import LinearAlgebra
import NeuralNet

/// The tensors of a network, `formats/model-file.md`, section 6.1.
enum NetworkTensors {
  /// What the directory must say of a tensor.
  private struct Form {
    let type: ElementType
    let dimensions: [Int]
  }

  static func tensors(_ network: Network) -> [Tensor] {
    switch network {
    case .float32(let network): network.layers.enumerated().flatMap { tensors($1, $0) }
    case .int8(let network): network.layers.enumerated().flatMap { tensors($1, $0) }
    }
  }

  private static func tensors(_ layer: Dense, _ index: Int) -> [Tensor] {
    [
      Tensor(name: name(index, "weight"), layer.weights),
      Tensor(name: name(index, "bias"), dimensions: [layer.outputs], values: layer.bias),
    ]
  }

  private static func tensors(_ layer: QuantisedDense, _ index: Int) -> [Tensor] {
    let tensors = [
      Tensor(
        name: name(index, "weight"), dimensions: [layer.outputs, layer.inputs],
        elements: .int8(layer.weights)),
      Tensor(name: name(index, "bias"), dimensions: [layer.outputs], elements: .int32(layer.bias)),
      Tensor(name: name(index, "scale"), dimensions: [layer.outputs], values: layer.scales),
    ]
    // That of the pixels follows from the normalisation.
    guard index > 0 else { return tensors }
    return tensors + [
      Tensor(name: name(index, "scale_input"), dimensions: [1], values: [layer.inputScale])
    ]
  }

  /// The tensors that a network of this architecture has.
  private static func forms(_ architecture: Architecture) -> [String: Form] {
    var forms: [String: Form] = [:]
    for (index, layer) in architecture.layers.enumerated() {
      let isQuantised = architecture.kind == .quantisedPerceptron
      forms[name(index, "weight")] = Form(
        type: isQuantised ? .int8 : .float32, dimensions: [layer.outputs, layer.inputs])
      forms[name(index, "bias")] = Form(
        type: isQuantised ? .int32 : .float32, dimensions: [layer.outputs])
      guard isQuantised else { continue }
      forms[name(index, "scale")] = Form(type: .float32, dimensions: [layer.outputs])
      if index > 0 {
        forms[name(index, "scale_input")] = Form(type: .float32, dimensions: [1])
      }
    }
    return forms
  }

  /// The names of a layer's tensors, N being its index.
  private static func names(_ kind: NetworkKind) -> String {
    switch kind {
    case .perceptron: "layers.N.weight or layers.N.bias"
    case .quantisedPerceptron: "layers.N.weight, .bias, .scale or, above layer 0, .scale_input"
    }
  }

  /// Checks that the directory holds exactly the tensors of the architecture.
  static func check(
    _ directory: TensorDirectory, _ architecture: Architecture
  ) throws(ModelFileError) {
    var forms = forms(architecture)
    let section = directory.section
    for entry in directory.entries {
      guard let form = forms.removeValue(forKey: entry.name) else {
        throw ModelFileError(
          .unexpectedTensor, section: section.type, at: entry.position, field: "tensor name",
          expected: names(architecture.kind) + " with N below \(architecture.layers.count)",
          found: entry.name)
      }
      guard form.type == entry.type else {
        throw ModelFileError(
          .tensorTypeMismatch, section: section.type, at: entry.position + 2,
          field: "type of \(entry.name)", expected: "\(form.type.rawValue) (\(form.type))",
          found: "\(entry.type.rawValue) (\(entry.type))")
      }
      guard form.dimensions == entry.dimensions else {
        throw ModelFileError(
          .tensorShape, section: section.type, at: entry.position + 4,
          field: "shape of \(entry.name)", expected: "\(form.dimensions)",
          found: "\(entry.dimensions)")
      }
    }
    if let missing = forms.keys.min() {
      throw ModelFileError(
        .missingTensor, section: section.type, at: section.offset, field: "tensor directory",
        expected: missing, found: "\(directory.entries.count) other tensors")
    }
  }

  /// Builds the network in floating point from tensors that were checked against the architecture.
  static func network(_ tensors: [Tensor], _ architecture: Architecture) -> MLP {
    MLP(
      layers: architecture.layers.enumerated().map { index, layer in
        Dense(
          weights: Matrix(
            rows: layer.outputs, columns: layer.inputs,
            elements: tensor(index, "weight", tensors).float32),
          bias: tensor(index, "bias", tensors).float32, activation: layer.activation)
      })
  }

  /// Builds the quantised network from tensors that were checked, the multipliers included.
  ///
  /// - Parameter pixelScale: what one step of a pixel is worth.
  static func quantisedNetwork(
    _ tensors: [Tensor], _ architecture: Architecture, pixelScale: Float
  ) -> QuantisedMLP {
    QuantisedMLP(
      layers: architecture.layers.enumerated().map { index, layer in
        QuantisedDense(
          inputs: layer.inputs, outputs: layer.outputs,
          weights: tensor(index, "weight", tensors).int8,
          bias: tensor(index, "bias", tensors).int32,
          scales: tensor(index, "scale", tensors).float32,
          inputScale: inputScale(index, tensors, pixelScale: pixelScale),
          activation: layer.activation)
      })
  }

  /// What one step of a layer's input is worth.
  static func inputScale(_ layer: Int, _ tensors: [Tensor], pixelScale: Float) -> Float {
    layer == 0 ? pixelScale : tensor(layer, "scale_input", tensors).float32[0]
  }

  /// A tensor that was checked to be there.
  static func tensor(_ layer: Int, _ kind: String, _ tensors: [Tensor]) -> Tensor {
    let name = name(layer, kind)
    guard let tensor = tensors.first(where: { $0.name == name }) else {
      preconditionFailure("\(name) was checked to be there")
    }
    return tensor
  }

  private static func name(_ layer: Int, _ kind: String) -> String { "layers.\(layer).\(kind)" }
}
