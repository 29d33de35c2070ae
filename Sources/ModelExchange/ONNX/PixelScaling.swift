import NeuralNet

/// What a graph does to its input before the first layer: `(x - offset) / divisor`, gathered from
/// single additions and multiplications.
struct PixelScaling {
  /// What is subtracted.
  private(set) var offset = 0.0
  /// What is divided by; of either sign until it is made a normalisation.
  private(set) var divisor = 1.0
  /// Whether nothing was done.
  private(set) var isIdentity = true
  /// Whether the first thing done is a division by 255, which only raw pixels need.
  private(set) var startsWithBytes = false

  /// Subtracts after everything so far.
  mutating func subtract(_ value: Float) {
    offset += Double(value) * divisor
    isIdentity = false
  }

  /// Divides after everything so far.
  mutating func divide(by value: Float) {
    divide(exactly: Double(value))
  }

  /// Multiplies after everything so far; the reciprocal of a whole number is meant as a division.
  mutating func multiply(by value: Float) {
    let reciprocal = 1 / Double(value)
    let whole = reciprocal.rounded()
    divide(exactly: Float(1 / whole) == value ? whole : reciprocal)
  }

  private mutating func divide(exactly value: Double) {
    startsWithBytes = startsWithBytes || (isIdentity && value == 255)
    divisor *= value
    isIdentity = false
  }

  /// The normalisation where `x` is a pixel byte; `nil` where none is like it.
  var normalisation: PixelNormalisation? {
    PixelNormalisation(mean: Float(offset / 255), standardDeviation: Float(divisor / 255))
  }

  /// The normalisation where `x` is a pixel that was normalised before; `nil` where none is like
  /// it.
  func normalisation(after first: PixelNormalisation) -> PixelNormalisation? {
    let (mean, deviation) = (Double(first.mean), Double(first.standardDeviation))
    return PixelNormalisation(
      mean: Float(mean + offset * deviation), standardDeviation: Float(deviation * divisor))
  }
}
