/// A trained network, in one of the number formats that a model file holds.
public enum Network: Sendable, Hashable {
  /// 32-bit floating point, as training makes it.
  case float32(MLP)
  /// 8-bit integers, as quantisation makes it.
  case int8(QuantisedMLP)

  /// The widths of all layers from the input on, for example `[784, 128, 64, 10]`.
  public var widths: [Int] {
    switch self {
    case .float32(let network): network.widths
    case .int8(let network): [network.inputs] + network.layers.map(\.outputs)
    }
  }

  /// The activation of each layer.
  public var activations: [Activation] {
    switch self {
    case .float32(let network): network.layers.map(\.activation)
    case .int8(let network): network.layers.map(\.activation)
    }
  }

  /// The width of the first layer's input.
  public var inputs: Int { widths[0] }
  /// The width of the last layer's output: the number of classes.
  public var classes: Int { widths[widths.count - 1] }
  /// The number of weights and biases.
  public var parameterCount: Int {
    zip(widths, widths.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 + $1.1 }
  }
  /// The multiply-adds of one dense forward pass.
  public var multiplyAdds: Int { zip(widths, widths.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 } }

  /// The network in floating point; `nil` where it is another.
  public var float32: MLP? {
    if case .float32(let network) = self { network } else { nil }
  }

  /// The network in 8-bit integers; `nil` where it is another.
  public var int8: QuantisedMLP? {
    if case .int8(let network) = self { network } else { nil }
  }
}
