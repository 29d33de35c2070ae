internal import NeuralNet

/// How the outputs of two networks for the same images differ.
public struct LogitComparison: Sendable, Hashable {
  /// An image that the two classify differently.
  public struct Difference: Sendable, Hashable {
    /// The index of the image.
    public let image: Int
    /// The class that the first gives.
    public let first: Int
    /// The class that the second gives.
    public let second: Int
  }

  /// The number of images.
  public let images: Int
  /// The images that are classified differently, in order.
  public let differences: [Difference]
  /// The largest absolute difference of two logits; infinite where one of them is no number.
  public let maximumLogitDifference: Double
  /// The mean absolute difference of the logits.
  public let meanLogitDifference: Double

  /// The share of the images that both classify alike; 1 where there are none.
  public var agreement: Double {
    images == 0 ? 1 : Double(images - differences.count) / Double(images)
  }

  /// Compares logits, `[images, classes]` in row-major order.
  ///
  /// - Precondition: both hold as many, and whole images.
  init(_ first: [Float], _ second: [Float], classes: Int) {
    precondition(
      first.count == second.count && classes > 0 && first.count % classes == 0,
      "\(first.count) and \(second.count) logits cannot be compared")
    images = first.count / classes
    var differences: [Difference] = []
    var largest = 0.0
    var sum = 0.0
    for image in 0..<images {
      let range = image * classes..<(image + 1) * classes
      let labels = (Ranking.best(Array(first[range])), Ranking.best(Array(second[range])))
      if labels.0 != labels.1 {
        differences.append(Difference(image: image, first: labels.0, second: labels.1))
      }
      for index in range {
        let difference = abs(Double(first[index]) - Double(second[index]))
        largest = max(largest, difference.isNaN ? .infinity : difference)
        sum += difference
      }
    }
    self.differences = differences
    maximumLogitDifference = largest
    meanLogitDifference = first.isEmpty ? 0 : sum / Double(first.count)
  }
}
