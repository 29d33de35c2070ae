/// A multi-layer perceptron: dense layers, each feeding the next; the last gives the logits.
///
/// It is a plain value: what a file holds and what training returns. To classify images, make a
/// ``Classifier`` from it.
public struct MLP: Sendable, Hashable {
  /// The layers from input to output, at least one.
  public let layers: [Dense]

  /// Creates a network from its layers.
  ///
  /// - Precondition: there is a layer, and each layer's inputs are the outputs of the one before.
  public init(layers: [Dense]) {
    precondition(!layers.isEmpty, "a network needs at least one layer")
    for (previous, next) in zip(layers, layers.dropFirst()) {
      precondition(
        previous.outputs == next.inputs,
        "a layer with \(previous.outputs) outputs cannot feed one with \(next.inputs) inputs")
    }
    self.layers = layers
  }

  /// The width of the first layer's input.
  public var inputs: Int { layers[0].inputs }
  /// The width of the last layer's output: the number of classes.
  public var classes: Int { layers[layers.count - 1].outputs }
  /// The widths of all layers from the input on, for example `[784, 128, 64, 10]`.
  public var widths: [Int] { [inputs] + layers.map(\.outputs) }
  /// The number of weights and biases.
  public var parameterCount: Int { layers.reduce(0) { $0 + $1.parameterCount } }
  /// The multiply-adds of one dense forward pass.
  public var multiplyAdds: Int { layers.reduce(0) { $0 + $1.inputs * $1.outputs } }
}
