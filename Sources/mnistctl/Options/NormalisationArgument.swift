import ArgumentParser
import NeuralNet

/// A normalisation as it is typed: `mean,standardDeviation`.
struct NormalisationArgument: ExpressibleByArgument {
  let value: PixelNormalisation

  init(_ value: PixelNormalisation) {
    self.value = value
  }

  init?(argument: String) {
    let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
    guard parts.count == 2, let mean = Float(parts[0]), let deviation = Float(parts[1]),
      let value = PixelNormalisation(mean: mean, standardDeviation: deviation)
    else { return nil }
    self.value = value
  }

  var defaultValueDescription: String { "0,1" }
}
