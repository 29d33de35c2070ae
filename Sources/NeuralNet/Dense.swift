public import LinearAlgebra

/// A fully connected layer: `a = activation(W x + b)`.
public struct Dense: Sendable, Hashable {
  /// The weights `W`, `[outputs, inputs]`.
  public var weights: Matrix
  /// The bias `b`, `[outputs]`.
  public var bias: [Float]
  /// The function applied to each output.
  public let activation: Activation

  /// Creates a layer from its parameters.
  ///
  /// - Precondition: `bias.count == weights.rows`, and both dimensions are at least 1.
  public init(weights: Matrix, bias: [Float], activation: Activation) {
    precondition(
      weights.rows > 0 && weights.columns > 0 && bias.count == weights.rows,
      "weights [\(weights.rows), \(weights.columns)] do not fit a bias [\(bias.count)]")
    self.weights = weights
    self.bias = bias
    self.activation = activation
  }

  /// The width of the layer's input.
  public var inputs: Int { weights.columns }
  /// The width of the layer's output.
  public var outputs: Int { weights.rows }
  /// The number of weights and biases.
  public var parameterCount: Int { outputs * inputs + outputs }
}
