import ModelFile
import NeuralNet

extension LayerArrays {
  /// Whether the weights are 8-bit integers.
  var isQuantised: Bool {
    if case .int8 = weight.elements { true } else { false }
  }
}

extension NetworkAssembly {
  /// The 8-bit network; each precondition of its types is checked first.
  func quantised(
    _ order: WeightOrder, _ activations: [Activation]
  ) throws(ModelExchangeError) -> QuantisedMLP {
    guard order == .outputsFirst else {
      throw ModelExchangeError(
        format, .tensorShape, at: layers[0].weight.offset, field: escaped(layers[0].weight.name),
        expected: "[outputs, inputs]", found: "\(layers[0].weight.shape)")
    }
    guard activations.dropLast().allSatisfy({ $0 == .relu }) else {
      throw ModelExchangeError(
        format, .activations, field: "activations", expected: "relu in all layers but the last",
        found: activations.map { "\($0)" }.joined(separator: ","))
    }
    var dense: [QuantisedDense] = []
    for (index, activation) in activations.enumerated() {
      dense.append(try quantised(index, activation))
    }
    for (index, layer) in dense.enumerated() {
      let next = index + 1 < dense.count ? dense[index + 1].inputScale : nil
      let multipliers = layer.scales.map {
        QuantisedDense.multiplier(scale: $0, input: layer.inputScale, next: next)
      }
      try checkScales(multipliers, "multipliers of layer \(index)")
    }
    return QuantisedMLP(layers: dense)
  }

  private func quantised(
    _ index: Int, _ activation: Activation
  ) throws(ModelExchangeError) -> QuantisedDense {
    let layer = layers[index]
    let outputs = layer.outputs(.outputsFirst)
    let bias = try part(layer.bias, "bias", of: layer, count: outputs)
    let scale = try part(layer.scale, "scale", of: layer, count: outputs)
    let scales = try floats(scale)
    try checkScales(scales, escaped(scale.name))
    guard case .int8(let weights) = layer.weight.elements else {
      throw typeFault(layer.weight, expected: "int8, as the other layers")
    }
    guard case .int32(let biases) = bias.elements else {
      throw typeFault(bias, expected: "int32")
    }
    if let bad = weights.firstIndex(of: -128) {
      throw rangeFault(layer.weight, bad, expected: "-127 to 127", found: "-128")
    }
    let limit = -QuantisedDense.biasLimit...QuantisedDense.biasLimit
    if let bad = biases.firstIndex(where: { !limit.contains($0) }) {
      throw rangeFault(
        bias, bad, expected: "\(limit.lowerBound) to \(limit.upperBound)", found: "\(biases[bad])")
    }
    return QuantisedDense(
      inputs: layer.inputs(.outputsFirst), outputs: outputs, weights: weights, bias: biases,
      scales: scales, inputScale: try inputScale(index), activation: activation)
  }

  /// What a byte of a layer's input is worth; of a pixel, what the normalisation makes of it.
  private func inputScale(_ index: Int) throws(ModelExchangeError) -> Float {
    let layer = layers[index]
    guard index > 0 else {
      if let scale = layer.inputScale {
        throw ModelExchangeError(
          format, .notAPerceptron, at: scale.offset, field: escaped(scale.name),
          expected: "none in the first layer: it follows from the normalisation",
          found: "a tensor")
      }
      try checkScales([normalisation.pixelScale], "the scale of pixels")
      return normalisation.pixelScale
    }
    let scale = try part(layer.inputScale, "scale_input", of: layer, count: 1)
    let values = try floats(scale)
    try checkScales(values, escaped(scale.name))
    return values[0]
  }

  private func part(
    _ array: NamedArray?, _ part: String, of layer: LayerArrays, count: Int
  ) throws(ModelExchangeError) -> NamedArray {
    guard let array else {
      throw ModelExchangeError(
        format, .missingTensor, field: "layer \(escaped(layer.name))",
        expected: "\(part), as its weights are int8", found: "none")
    }
    guard array.shape == [count] else {
      throw ModelExchangeError(
        format, .tensorShape, at: array.offset, field: escaped(array.name),
        expected: "[\(count)]", found: "\(array.shape)")
    }
    return array
  }

  private func checkScales(_ scales: [Float], _ field: String) throws(ModelExchangeError) {
    guard let bad = scales.first(where: { !$0.isNormal || $0 <= 0 }) else { return }
    throw ModelExchangeError(
      format, .scaleRange, field: field, expected: "a normal number above 0", found: "\(bad)")
  }

  private func typeFault(_ array: NamedArray, expected: String) -> ModelExchangeError {
    ModelExchangeError(
      format, .unsupportedType, at: array.offset, field: escaped(array.name), expected: expected,
      found: array.elements.typeName)
  }

  private func rangeFault(
    _ array: NamedArray, _ index: Int, expected: String, found: String
  ) -> ModelExchangeError {
    ModelExchangeError(
      format, .integerRange, at: array.offset, field: "\(escaped(array.name))[\(index)]",
      expected: expected, found: found)
  }
}
