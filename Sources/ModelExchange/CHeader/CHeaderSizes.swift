public import ModelFile
public import NeuralNet

/// What a network takes as a C header, in bytes, as `size` and `nm` show it for a program that
/// classifies.
public struct CHeaderSizes: Sendable, Hashable {
  /// The constant tables: weights, biases and what belongs to them.
  public let flash: Int
  /// The buffers on the stack while an image is classified; nothing else is written.
  public let stack: Int

  /// The sizes of a network.
  public init(of network: Network) {
    self.init(
      kind: network.int8 == nil ? .perceptron : .quantisedPerceptron, widths: network.widths)
  }

  /// The sizes of a network of a kind, with its widths from the input on.
  ///
  /// - Precondition: there are two widths at least.
  public init(kind: NetworkKind, widths: [Int]) {
    precondition(widths.count > 1, "a network has inputs and outputs")
    let outputs = widths.dropFirst()
    let weights = zip(widths, outputs).reduce(0) { $0 + $1.0 * $1.1 }
    let biases = outputs.reduce(0, +)
    let buffers = HiddenBuffers(outputs: Array(outputs.dropLast())).elements
    switch kind {
    case .perceptron:
      let pixelTable = 256
      flash = 4 * (pixelTable + weights + biases)
      stack = 4 * buffers
    case .quantisedPerceptron:
      // A weight is a byte; a bias and a multiplier are four each.
      flash = weights + 8 * biases
      stack = buffers
    }
  }
}
