internal import LinearAlgebra

/// The probabilities of one image's logits.
///
/// `p_j = exp(z_j) / sum_k exp(z_k)`. Numerator and denominator may be divided by `exp(m)` with
/// `m = max_k z_k`, which leaves `p` as it is and keeps every exponent at or below 0, so that
/// nothing overflows: `p_j = exp(z_j - m) / sum_k exp(z_k - m)`.
public struct Softmax: Sendable, Hashable {
  /// The probabilities `p`, `[classes]`.
  public let probabilities: [Float]
  /// The largest logit `m`.
  public let maximum: Float
  /// The denominator `s = sum_k exp(z_k - m)`, at least 1.
  public let sum: Float

  /// The probabilities of the logits `z`, `[classes]`, which must be finite.
  public init(logits z: [Float]) {
    precondition(!z.isEmpty, "softmax needs at least one logit")
    let m = z.max() ?? 0
    let exponentials = z.map { Exponential.exp($0 - m) }
    let s = exponentials.reduce(0, +)
    probabilities = exponentials.map { $0 / s }
    maximum = m
    sum = s
  }

  /// `-log p_label`, the cross-entropy of one image, in nats.
  ///
  /// From the definition, `-log p_y = log s - (z_y - m)`; no probability is formed, so a very
  /// improbable label gives a large loss and not infinity.
  public func crossEntropy(logit: Float) -> Double {
    Logarithm.log(Double(sum)) - (Double(logit) - Double(maximum))
  }

  /// Writes the probabilities of the logits `z`, `[classes]`, behind `start` elements, without
  /// making room for anything.
  ///
  /// They are the bits of ``probabilities``.
  ///
  /// - Precondition: there is at least one logit, and room for as many probabilities.
  package static func write(
    _ z: Span<Float>, to probabilities: inout MutableSpan<Float>, at start: Int
  ) {
    precondition(!z.isEmpty, "softmax needs at least one logit")
    var m = z[0]
    for j in 1..<z.count where z[j] > m { m = z[j] }
    var s: Float = 0
    for j in 0..<z.count {
      let exponential = Exponential.exp(z[j] - m)
      probabilities[start + j] = exponential
      s += exponential
    }
    for j in 0..<z.count { probabilities[start + j] = probabilities[start + j] / s }
  }
}
