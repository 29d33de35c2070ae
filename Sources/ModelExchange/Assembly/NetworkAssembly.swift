import LinearAlgebra
import ModelFile
import NeuralNet

/// Builds a network from the tensors of its layers.
struct NetworkAssembly {
  let format: ExchangeFormat
  /// The layers from input to output, at least one.
  let layers: [LayerArrays]
  /// Whether the caller has named the layers in order; else they are sorted by their names.
  let isOrderGiven: Bool
  /// The activation of each layer; `nil` for ReLU and, of the last layer, none.
  let activations: [Activation]?
  let normalisation: PixelNormalisation

  /// The network, after every check that its types would trap on.
  func network() throws(ModelExchangeError) -> Network {
    let order = try order()
    try checkLayerOrder(order)
    try checkWidths(order)
    let activations = try checkedActivations()
    if layers.contains(where: \.isQuantised) {
      return .int8(try quantised(order, activations))
    }
    var dense: [Dense] = []
    for (layer, activation) in zip(layers, activations) {
      let outputs = layer.outputs(order)
      let inputs = layer.inputs(order)
      var weights = try floats(layer.weight)
      if order == .inputsFirst {
        weights = weights.transposed(rows: inputs, columns: outputs)
      }
      let bias =
        if let bias = layer.bias { try floats(bias) } else { [Float](repeating: 0, count: outputs) }
      dense.append(
        Dense(
          weights: Matrix(rows: outputs, columns: inputs, elements: weights), bias: bias,
          activation: activation))
    }
    return .float32(MLP(layers: dense))
  }

  /// How the weights are laid out: the way in which the layers fit each other.
  ///
  /// A file is written by one program, so all its weights are laid out alike. Where both ways fit,
  /// the weights' names decide. Against what the names say, a way is taken only where the bias of
  /// each layer confirms it: matrices alone fit the other way too when their order is reversed.
  private func order() throws(ModelExchangeError) -> WeightOrder {
    let hints = Set(layers.map(\.order))
    let hint = hints.count == 1 ? hints.first.flatMap(\.self) : nil
    let isConfirmed = layers.allSatisfy { $0.bias != nil }
    switch (fault(.outputsFirst), fault(.inputsFirst)) {
    case (nil, .some) where hint != .inputsFirst || isConfirmed: return .outputsFirst
    case (.some, nil) where hint != .outputsFirst || isConfirmed: return .inputsFirst
    case (nil, nil):
      guard let hint else {
        throw ModelExchangeError(
          format, .weightOrder, at: layers[0].weight.offset, field: escaped(layers[0].weight.name),
          expected: "one way in which all layers fit", found: "\(layers[0].weight.shape)")
      }
      return hint
    case (.some(let fault), .some) where hint != .inputsFirst: throw fault
    case (.some(let fault), nil): throw fault
    case (_, .some(let fault)): throw fault
    }
  }

  /// The first place where the layers do not fit; `nil` where all do.
  private func fault(_ order: WeightOrder) -> ModelExchangeError? {
    var previous: LayerArrays?
    for layer in layers {
      if let previous, previous.outputs(order) != layer.inputs(order) {
        return ModelExchangeError(
          format, .layersDoNotChain, at: layer.weight.offset,
          field: "inputs of \(escaped(layer.weight.name))",
          expected: "\(previous.outputs(order)), the outputs of \(escaped(previous.weight.name))",
          found: "\(layer.inputs(order))")
      }
      if let bias = layer.bias, layer.biasCount != layer.outputs(order) {
        return ModelExchangeError(
          format, .tensorShape, at: bias.offset, field: escaped(bias.name),
          expected: "[\(layer.outputs(order))]", found: "\(bias.shape)")
      }
      previous = layer
    }
    return nil
  }

  /// Refuses to guess which of layers comes first that could change places.
  private func checkLayerOrder(_ order: WeightOrder) throws(ModelExchangeError) {
    let widths = [layers[0].inputs(order)] + layers.map { $0.outputs(order) }
    guard !isOrderGiven, let range = LayerOrder.exchangeable(widths) else { return }
    let names = layers[range].map(\.name)
    guard !LayerOrder.isNumbered(names) else { return }
    throw ModelExchangeError(
      format, .layerOrder, at: layers[range.lowerBound].weight.offset, field: "layers",
      expected: "numbers in the names of layers that fit each other in several orders",
      found: names.prefix(8).map { escaped($0) }.joined(separator: ", "))
  }

  private func checkWidths(_ order: WeightOrder) throws(ModelExchangeError) {
    for layer in layers {
      let widest = max(layer.inputs(order), layer.outputs(order))
      guard widest <= FormatLimits.dimension else {
        throw ModelExchangeError(
          format, .layerWidth, at: layer.weight.offset, field: escaped(layer.weight.name),
          expected: "sizes of at most \(FormatLimits.dimension)", found: "\(layer.weight.shape)")
      }
    }
    let last = layers[layers.count - 1]
    guard last.outputs(order) <= FormatLimits.labels else {
      throw ModelExchangeError(
        format, .classCount, at: last.weight.offset, field: escaped(last.weight.name),
        expected: "at most \(FormatLimits.labels) outputs", found: "\(last.outputs(order))")
    }
  }

  private func checkedActivations() throws(ModelExchangeError) -> [Activation] {
    guard let activations else {
      return [Activation](repeating: .relu, count: layers.count - 1) + [.identity]
    }
    guard activations.count == layers.count, activations.last == .identity else {
      throw ModelExchangeError(
        format, .activations, field: "activations",
        expected: "\(layers.count), the last of them identity",
        found: activations.map { "\($0)" }.joined(separator: ","))
    }
    return activations
  }

  /// The numbers of a tensor, finite; a negative zero, which no model file holds, becomes zero.
  func floats(_ array: NamedArray) throws(ModelExchangeError) -> [Float] {
    guard case .float32(let values) = array.elements else {
      throw ModelExchangeError(
        format, .unsupportedType, at: array.offset, field: escaped(array.name),
        expected: "floating point, as its layer is", found: array.elements.typeName)
    }
    if let bad = values.firstIndex(where: { !$0.isFinite }) {
      throw ModelExchangeError(
        format, .notFinite, at: array.offset, field: "\(escaped(array.name))[\(bad)]",
        expected: "a finite number", found: "\(values[bad])")
    }
    return values.map { $0 + 0 }
  }
}
