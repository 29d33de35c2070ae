public import LinearAlgebra
public import NeuralNet

/// How well a network classifies labelled images.
public struct Evaluation: Sendable, Hashable {
  /// One image as the network sees it.
  public struct Outcome: Sendable, Hashable {
    /// The index of the image.
    public let index: Int
    /// Its label.
    public let label: Int
    /// The class with the largest logit; the lowest of equals.
    public let predicted: Int
    /// The probability of the predicted class.
    public let confidence: Float
    /// The cross-entropy in nats.
    public let loss: Double
  }

  /// The number of bins of the calibration error.
  public static let calibrationBins = 15

  /// Every image, in order.
  public let outcomes: [Outcome]
  /// How often images of each class were taken for each class.
  public let confusion: ConfusionMatrix
  /// The mean cross-entropy in nats.
  public let loss: Double
  /// The share of images whose label is among the `k` largest logits, for `k = 1...topK.count`.
  public let topK: [Double]
  /// The mean distance between confidence and accuracy over bins of equal width, weighted by the
  /// images in them.
  ///
  /// Source: Guo, Pleiss, Sun and Weinberger, "On calibration of modern neural networks" (2017),
  /// equation 3. Not a number where a logit is not finite.
  public let expectedCalibrationError: Double

  /// The number of images.
  public var count: Int { outcomes.count }
  /// The share of images that were classified correctly.
  public var accuracy: Double { confusion.accuracy }

  /// Evaluates logits, `[count, classes]` in row-major order, against labels, `[count]`.
  ///
  /// - Precondition: the counts fit, and every label is below `classes`.
  public init(logits: [Float], labels: [UInt8], classes: Int, topK k: Int = 5) {
    precondition(
      logits.count == labels.count * classes,
      "\(logits.count) logits do not fit \(labels.count) labels of \(classes) classes")
    var confusion = ConfusionMatrix(classes: classes)
    var outcomes: [Outcome] = []
    outcomes.reserveCapacity(labels.count)
    var loss = BlockedSum()
    var ranks = [Int](repeating: 0, count: classes)
    for (index, label) in labels.enumerated() {
      let z = Array(logits[index * classes..<(index + 1) * classes])
      let softmax = Softmax(logits: z)
      let predicted = Ranking.best(z)
      let outcome = Outcome(
        index: index, label: Int(label), predicted: predicted,
        confidence: softmax.probabilities[predicted],
        loss: softmax.crossEntropy(logit: z[Int(label)]))
      outcomes.append(outcome)
      confusion.add(actual: Int(label), predicted: predicted)
      loss.add(outcome.loss)
      ranks[Evaluation.rank(of: Int(label), in: z)] += 1
    }
    self.outcomes = outcomes
    self.confusion = confusion
    self.loss = loss.mean
    let count = labels.count
    var within = 0
    topK = ranks.prefix(max(0, k)).map { images in
      within += images
      return count == 0 ? 0 : Double(within) / Double(count)
    }
    expectedCalibrationError = Evaluation.calibrationError(outcomes)
  }

  /// Classifies images with a network and evaluates the result.
  ///
  /// - Parameter pixels: the images, `[labels.count, inputs]` bytes.
  public init(
    _ classifier: Classifier, pixels: [UInt8], labels: [UInt8], pool: WorkerPool, topK: Int = 5
  ) {
    self.init(
      logits: classifier.logits(pixels, count: labels.count, pool: pool), labels: labels,
      classes: classifier.classes, topK: topK)
  }

  /// The wrongly classified images, the most confident first; equals in their order.
  public var mistakes: [Outcome] {
    outcomes.filter { $0.predicted != $0.label }.sorted {
      $0.confidence == $1.confidence ? $0.index < $1.index : $0.confidence > $1.confidence
    }
  }

  /// How many classes rank before `label`, equals in favour of the lower class.
  private static func rank(of label: Int, in z: [Float]) -> Int {
    z.indices.count { z[$0] > z[label] || (z[$0] == z[label] && $0 < label) }
  }

  /// The images by confidence, in ``calibrationBins`` bins of equal width.
  public var calibration: [CalibrationBin] {
    CalibrationBin.bins(outcomes, count: Evaluation.calibrationBins)
  }

  private static func calibrationError(_ outcomes: [Outcome]) -> Double {
    guard !outcomes.isEmpty else { return 0 }
    let bins = CalibrationBin.bins(outcomes, count: calibrationBins)
    guard bins.reduce(0, { $0 + $1.count }) == outcomes.count else { return .nan }
    // Each bin's share n/N times |hits/n - confidence/n| is |hits - confidence| / N.
    let distance = bins.reduce(0) { $0 + abs(Double($1.hits) - $1.confidenceSum) }
    return distance / Double(outcomes.count)
  }
}
