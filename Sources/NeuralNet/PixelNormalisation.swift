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

  /// What one step of a pixel is worth to a quantised network: the Float32 nearest to
  /// `1 / (255 * standardDeviation)`.
  public var pixelScale: Float {
    PixelNormalisation.nearestQuotient(1, minus: 0, over: 255 * Double(standardDeviation))
  }

  /// Creates a normalisation; `nil` where a number is not finite, the standard deviation is not
  /// above 0 or not normal, or a table value would overflow.
  public init?(mean: Float, standardDeviation: Float) {
    guard mean.isFinite, standardDeviation.isFinite, standardDeviation > 0,
      standardDeviation.isNormal
    else { return nil }
    let values = (0...255).map { pixel in
      PixelNormalisation.nearestQuotient(
        Double(pixel), minus: 255 * Double(mean), over: 255 * Double(standardDeviation))
    }
    guard values.allSatisfy(\.isFinite) else { return nil }
    self.mean = mean + 0
    self.standardDeviation = standardDeviation
    self.values = values
  }

  /// The Float32 nearest to `(pixel - offset) / divisor`, ties to even, never a negative zero.
  ///
  /// Dividing in Float64 and rounding again can be off, because each of the two roundings moves the
  /// quotient `q` a little, perhaps onto the midpoint of two Float32 values or across it. So `q`
  /// only names the two values; which one is nearer is the sign of the exact remainder
  /// `pixel - offset - midpoint * divisor`. The difference is kept as `high + low`, with the rounding
  /// error `low` of `high` (Knuth, "The Art of Computer Programming", volume 2, section 4.2.2,
  /// theorem B). The midpoint has 25 bits and the divisor 32, so near `q` one fused multiply-add
  /// gives `high - midpoint * divisor` without an error.
  static func nearestQuotient(
    _ pixel: Double, minus offset: Double, over divisor: Double
  ) -> Float {
    let high = pixel - offset
    let subtracted = pixel - high
    let low = (pixel - (high + subtracted)) + (subtracted - offset)
    let q = high / divisor
    let rounded = Float(q)
    guard rounded.isFinite, Double(rounded) != q else { return rounded + 0 }
    let other = Double(rounded) < q ? rounded.nextUp : rounded.nextDown
    let midpoint = (Double(rounded) + Double(other)) / 2
    let remainder = high.addingProduct(-midpoint, divisor) + low
    if remainder == 0 { return Float(midpoint) + 0 }
    return (remainder > 0 ? max(rounded, other) : min(rounded, other)) + 0
  }
}
