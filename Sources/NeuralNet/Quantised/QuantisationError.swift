/// Why a network cannot be brought to 8-bit integers.
public enum QuantisationError: Error, Sendable, Hashable, CustomStringConvertible {
  /// There are no images to calibrate with.
  case noImages
  /// A hidden layer does not use ReLU, so its outputs are no unsigned bytes.
  case activation(layer: Int)
  /// A layer's numbers are so large or small that no scale can be computed with.
  case scale(layer: Int, output: Int, found: Float)

  /// The fault in one line.
  public var description: String {
    switch self {
    case .noImages: "calibrating needs at least one image"
    case .activation(let layer):
      "layer \(layer) cannot be quantised: expected ReLU, found another activation"
    case .scale(let layer, let output, let found):
      "output \(output) of layer \(layer) cannot be quantised: expected scales that multiply to a "
        + "normal number, found \(found)"
    }
  }
}
