import NeuralNet

/// Finds how pixels are normalised from what the graph does, what the metadata record and what the
/// caller says; where they disagree, or none says it all, the file is refused.
struct ONNXNormalisation {
  /// How far numbers that mean the same may be apart: they were rounded a few times.
  private static let tolerance: Float = 1e-5

  let input: ONNXInput
  /// What the graph does before the first layer.
  let scaling: PixelScaling
  /// Whether the first layer multiplies bytes: then the mean is part of its bias.
  let isQuantised: Bool
  /// What the metadata record.
  let recorded: PixelNormalisation?
  /// What the caller says.
  let given: PixelNormalisation?

  /// The normalisation; `nil` where nothing says it.
  func resolved() throws(ModelExchangeError) -> PixelNormalisation? {
    guard !input.isFloatingPoint || scaling.startsWithBytes else {
      // The graph's input is a pixel that others have normalised; only they know how.
      guard let given else { return scaling.isIdentity ? recorded : nil }
      return try legal(scaling.normalisation(after: given))
    }
    let own = try legal(scaling.normalisation)
    for other in [given, recorded].compactMap({ $0 }) where !agree(own, other) {
      throw ModelExchangeError(
        .onnx, .normalisationConflict, field: "normalisation",
        expected: "mean \(own.mean) and deviation \(own.standardDeviation), as the graph does it",
        found: "\(other.mean) and \(other.standardDeviation)")
    }
    // The graph's constants are products with 255 that were rounded.
    return recorded ?? given ?? own
  }

  private func legal(
    _ normalisation: PixelNormalisation?
  ) throws(ModelExchangeError) -> PixelNormalisation {
    guard let normalisation else {
      throw ModelExchangeError(
        .onnx, .notAPerceptron, field: "normalisation in the graph",
        expected: "(pixel / 255 - mean) / deviation with a deviation above 0",
        found: "(x - \(scaling.offset)) / \(scaling.divisor)")
    }
    return normalisation
  }

  private func agree(_ first: PixelNormalisation, _ second: PixelNormalisation) -> Bool {
    let deviation = first.standardDeviation
    let mean = isQuantised ? 0 : abs(first.mean - second.mean)
    return mean <= Self.tolerance * deviation
      && abs(deviation - second.standardDeviation) <= Self.tolerance * deviation
  }
}
