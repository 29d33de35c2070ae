import NeuralNet

/// A normalisation as it is typed: `mean,standardDeviation`.
struct NormalisationArgument: CustomStringConvertible {
  let value: PixelNormalisation

  init(_ value: PixelNormalisation) {
    self.value = value
  }

  /// Reads what was typed.
  init(argument: String) throws {
    let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
    guard parts.count == 2, let mean = Float(parts[0]), let deviation = Float(parts[1]),
      let value = PixelNormalisation(mean: mean, standardDeviation: deviation)
    else {
      throw CommandFailure.usage(
        "expected a mean and a deviation above 0 with a comma between, as 0.1307,0.3081")
    }
    self.value = value
  }

  /// The normalisation as it is typed.
  var description: String {
    value == .unit ? "0,1" : "\(value.mean),\(value.standardDeviation)"
  }
}
