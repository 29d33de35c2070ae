/// A multi-layer perceptron in 8-bit integers: pixels as they are, bytes between the layers.
///
/// A hidden layer's outputs become the next layer's input bytes: `s[i]`, its exact sum, gives
///
/// ```
/// u[i] = roundHalfEven(min(max(Float(s[i]) * multipliers[i], 0), 255))
/// multipliers[i] = (scales[i] * inputScale) / inputScale of the next layer
/// ```
///
/// which is ReLU and requantisation in one. The last layer's sums give the logits
/// `Float(s[i]) * (scales[i] * inputScale) + 0`. Every step is exact or rounded once, so the logits
/// are the same bits on every machine: `formats/model-file.md`, appendix A.8.
public struct QuantisedMLP: Sendable, Hashable {
  /// The layers from input to output, at least one.
  public let layers: [QuantisedDense]

  /// Creates a network from its layers.
  ///
  /// - Precondition: there is a layer, each layer's inputs are the outputs of the one before, all
  ///   but the last apply ReLU and the last nothing, and all ``multipliers(of:)`` are normal.
  public init(layers: [QuantisedDense]) {
    precondition(!layers.isEmpty, "a network needs at least one layer")
    for (previous, next) in zip(layers, layers.dropFirst()) {
      precondition(
        previous.outputs == next.inputs,
        "a layer with \(previous.outputs) outputs cannot feed one with \(next.inputs) inputs")
      precondition(previous.activation == .relu, "a hidden layer of bytes needs ReLU")
    }
    precondition(
      layers[layers.count - 1].activation == .identity, "the last layer's outputs are logits")
    self.layers = layers
    precondition(
      layers.indices.allSatisfy { multipliers(of: $0).allSatisfy { $0.isNormal && $0 > 0 } },
      "a multiplier is not a normal number above 0")
  }

  /// What layer `index` multiplies its sums with, `[outputs]`: to the next layer's bytes, or to
  /// logits.
  public func multipliers(of index: Int) -> [Float] {
    let layer = layers[index]
    let next = index + 1 < layers.count ? layers[index + 1].inputScale : nil
    return layer.scales.map {
      QuantisedDense.multiplier(scale: $0, input: layer.inputScale, next: next)
    }
  }

  /// The width of the first layer's input.
  public var inputs: Int { layers[0].inputs }
  /// The width of the last layer's output: the number of classes.
  public var classes: Int { layers[layers.count - 1].outputs }
}
