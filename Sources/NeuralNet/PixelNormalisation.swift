/// The map from a pixel byte to a network input: `(p / 255 - mean) / standardDeviation`.
///
/// A table of 256 values, each the Float32 nearest to the exact quotient
/// `(p - 255 * mean) / (255 * standardDeviation)`, so that every machine holds the same bits.
/// With the default (mean 0, standard deviation 1) a background pixel is exactly zero, and the
/// first layer skips it.
public struct PixelNormalisation: Sendable, Hashable {
  /// What is subtracted, in units of full ink (0...1 for ordinary data).
  public let mean: Float
  /// What is divided by; finite and above 0.
  public let standardDeviation: Float
  /// The input value of each pixel byte, `[256]`.
  public let values: [Float]

  /// Mean 0 and standard deviation 1: `p / 255`.
  public static let unit: PixelNormalisation = {
    guard let unit = PixelNormalisation(mean: 0, standardDeviation: 1) else {
      preconditionFailure("mean 0 and standard deviation 1 are legal")
    }
    return unit
  }()

  /// Creates a normalisation; `nil` where a number is not finite, the standard deviation is not
  /// above 0 or not normal, or a table value would overflow.
  public init?(mean: Float, standardDeviation: Float) {
    guard mean.isFinite, standardDeviation.isFinite, standardDeviation > 0,
      standardDeviation.isNormal
    else { return nil }
    let values = (0...255).map { pixel in
      PixelNormalisation.nearestQuotient(
        Double(pixel) - 255 * Double(mean), 255 * Double(standardDeviation))
    }
    guard values.allSatisfy(\.isFinite) else { return nil }
    self.mean = mean + 0
    self.standardDeviation = standardDeviation
    self.values = values
  }

  /// The Float32 nearest to `numerator / denominator`, ties to even, never a negative zero.
  ///
  /// Dividing in Float64 and rounding again can be off where the Float64 quotient falls on the
  /// midpoint of two Float32 values although the exact one does not; the sign of the exact
  /// remainder, which one fused multiply-add gives, decides that case.
  static func nearestQuotient(_ numerator: Double, _ denominator: Double) -> Float {
    let quotient = numerator / denominator
    let rounded = Float(quotient)
    guard rounded.isFinite, Double(rounded) != quotient else { return rounded + 0 }
    let other = Double(rounded) < quotient ? rounded.nextUp : rounded.nextDown
    let midpoint = (Double(rounded) + Double(other)) / 2
    guard quotient == midpoint else { return rounded + 0 }
    let remainder = numerator.addingProduct(-midpoint, denominator)
    guard remainder != 0 else { return rounded + 0 }
    return (remainder > 0 ? max(rounded, other) : min(rounded, other)) + 0
  }
}
