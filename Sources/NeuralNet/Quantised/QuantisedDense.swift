/// A fully connected layer in 8-bit integers: what `formats/model-file.md`, appendix A.8, defines.
///
/// The layer's input is a vector u of bytes, and the number that byte u stands for is
/// `inputScale * u`. Each output is an exact integer sum,
///
/// ```
/// s[i] = bias[i] + sum over j of weights[i][j] * u[j]
/// ```
///
/// and stands for `s[i] * (scales[i] * inputScale)`.
public struct QuantisedDense: Sendable, Hashable {
  /// The width of the layer's input.
  public let inputs: Int
  /// The width of the layer's output.
  public let outputs: Int
  /// The weights, `[outputs, inputs]` in row-major order, each from -127 to 127.
  public let weights: [Int8]
  /// The bias, `[outputs]`, each within ±``biasLimit``.
  public let bias: [Int32]
  /// What one step of a weight is worth, `[outputs]`: one scale for each row, normal and above 0.
  public let scales: [Float]
  /// What one step of the input is worth; normal and above 0.
  public let inputScale: Float
  /// The function applied to each output.
  public let activation: Activation

  /// The greatest magnitude of a bias: with 65,536 inputs of 255 and weights of 127 the sum still
  /// fits 32 bits.
  public static let biasLimit: Int32 = 1 << 24

  /// The greatest number of inputs.
  public static let inputLimit = 65_536

  /// Creates a layer from its parameters.
  ///
  /// - Precondition: the shapes fit, there are at most ``inputLimit`` inputs, weights and bias are
  ///   in their ranges, and the scales are normal numbers above 0.
  public init(
    inputs: Int, outputs: Int, weights: [Int8], bias: [Int32], scales: [Float], inputScale: Float,
    activation: Activation
  ) {
    precondition(
      (1...Self.inputLimit).contains(inputs) && outputs > 0 && weights.count == inputs * outputs
        && bias.count == outputs && scales.count == outputs,
      "\(weights.count) weights, \(bias.count) biases and \(scales.count) scales do not fit a "
        + "layer [\(outputs), \(inputs)]")
    precondition(!weights.contains(-128), "a weight of -128 is outside -127...127")
    precondition(
      bias.allSatisfy { (-Self.biasLimit...Self.biasLimit).contains($0) },
      "a bias is outside ±\(Self.biasLimit)")
    precondition(
      (scales + [inputScale]).allSatisfy { $0.isNormal && $0 > 0 },
      "a scale is not a normal number above 0")
    self.inputs = inputs
    self.outputs = outputs
    self.weights = weights
    self.bias = bias
    self.scales = scales
    self.inputScale = inputScale
    self.activation = activation
  }

  /// The number of weights and biases.
  public var parameterCount: Int { outputs * inputs + outputs }

  /// What a sum is multiplied with: `scale * input`, rounded, the quotient by `next`, rounded.
  ///
  /// - Parameters:
  ///   - scale: what one step of the output's weights is worth.
  ///   - input: what one step of the layer's input is worth.
  ///   - next: what one step of the next layer's input is worth; `nil` for the last layer.
  public static func multiplier(scale: Float, input: Float, next: Float?) -> Float {
    next.map { scale * input / $0 } ?? scale * input
  }
}
