import LinearAlgebra
import NeuralNet
import Testing
import Training

@Suite("Evaluation")
struct EvaluationTests {
  /// Four images of three classes.
  ///
  /// Differences of 100 make probabilities of exactly 1 and 0.
  static let logits: [Float] = [
    0, 100, -100,  // 1 before 0 before 2
    0, 0, -100,  // 0 and 1 alike, then 2
    200, 0, 100,  // 0 before 2 before 1
    0, 0, 0,  // all alike
  ]

  @Test("classes, losses and confidences are those of the logits")
  func outcomes() {
    let evaluation = Evaluation(logits: EvaluationTests.logits, labels: [1, 1, 2, 0], classes: 3)
    #expect(evaluation.count == 4)
    #expect(evaluation.outcomes.map(\.index) == [0, 1, 2, 3])
    #expect(evaluation.outcomes.map(\.label) == [1, 1, 2, 0])
    #expect(evaluation.outcomes.map(\.predicted) == [1, 0, 0, 0])
    #expect(evaluation.outcomes.map(\.confidence) == [1, 0.5, 1, 1 / 3])
    // log 1, log 2, 100 + log 1, log 3
    let losses = [0, 0.693_147_180_559_945, 100, 1.098_612_288_668_110]
    for (outcome, loss) in zip(evaluation.outcomes, losses) {
      #expect(abs(outcome.loss - loss) < 1e-12)
    }
    #expect(abs(evaluation.loss - losses.reduce(0, +) / 4) < 1e-12)
    #expect(evaluation.accuracy == 0.5)
    #expect(evaluation.confusion.counts == [[1, 0, 0], [1, 1, 0], [1, 0, 0]])
  }

  @Test("top-k counts labels among the k best, equals in favour of the lower class")
  func topK() {
    // The labels' ranks are 0, 1, 1, 2.
    let labels: [UInt8] = [1, 1, 2, 2]
    let evaluation = Evaluation(logits: EvaluationTests.logits, labels: labels, classes: 3)
    #expect(evaluation.topK == [0.25, 0.75, 1])
    let two = Evaluation(logits: EvaluationTests.logits, labels: labels, classes: 3, topK: 2)
    #expect(two.topK == [0.25, 0.75])
    let none = Evaluation(logits: EvaluationTests.logits, labels: labels, classes: 3, topK: -1)
    #expect(none.topK == [])
  }

  @Test("mistakes are ordered by confidence, equals by their index")
  func mistakes() {
    let logits: [Float] = [0, 0, 100, 0, 0, 100, 0, 0, 100, 0, 0, 100]
    let evaluation = Evaluation(logits: logits, labels: [1, 1, 0, 1, 0, 1], classes: 2)
    #expect(evaluation.outcomes.map(\.predicted) == [0, 0, 1, 0, 0, 1])
    #expect(evaluation.mistakes.map(\.index) == [1, 2, 0, 3])
  }

  @Test("images are sorted into ranges of confidence, certain ones into the last")
  func calibrationBins() {
    let evaluation = Evaluation(logits: EvaluationTests.logits, labels: [1, 1, 2, 0], classes: 3)
    let bins = evaluation.calibration
    #expect(bins.count == Evaluation.calibrationBins)
    // Confidences 1, 0.5, 1 and 1/3, of which the first and the last are right.
    #expect(bins[14].count == 2 && bins[14].hits == 1)
    #expect(bins[14].accuracy == 0.5 && bins[14].confidence == 1)
    #expect(bins[7].count == 1 && bins[7].hits == 0 && bins[7].confidence == 0.5)
    #expect(bins.reduce(0) { $0 + $1.count } == 4 && bins.reduce(0) { $0 + $1.hits } == 2)
    #expect(bins[0].accuracy == nil && bins[0].confidence == nil)
  }

  @Test("the calibration error is the distance of confidence and accuracy in each bin")
  func calibration() {
    func error(_ logits: [Float], _ labels: [UInt8]) -> Double {
      Evaluation(logits: logits, labels: labels, classes: 2).expectedCalibrationError
    }
    // Certain and right; certain and wrong.
    #expect(error([100, 0], [0]) == 0)
    #expect(error([100, 0], [1]) == 1)
    // At 0.5, one of two right: calibrated.
    #expect(error([0, 0, 0, 0], [0, 1]) == 0)
    // Two bins: at 0.5 both right, |2 - 1|; at 1 one of two right, |1 - 2|; of four images.
    #expect(error([0, 0, 0, 0, 100, 0, 100, 0], [0, 0, 0, 1]) == 0.5)
    // In one bin, errors of opposite sign meet: |1 - 1|.
    #expect(error([0, 0, 0, 0, 0, 0, 0, 0], [0, 1, 0, 1]) == 0)
  }

  @Test("no images give zeros")
  func empty() {
    let evaluation = Evaluation(logits: [], labels: [], classes: 3)
    #expect(evaluation.count == 0 && evaluation.accuracy == 0 && evaluation.loss == 0)
    #expect(evaluation.topK == [0, 0, 0] && evaluation.expectedCalibrationError == 0)
    #expect(evaluation.mistakes == [])
  }

  @Test("logits that are not finite give numbers that are not finite, and no trap")
  func notFinite() {
    for logits in [[Float.nan, 0], [.infinity, .infinity], [-.infinity, -.infinity]] {
      let evaluation = Evaluation(logits: logits, labels: [0], classes: 2)
      #expect(!evaluation.loss.isFinite)
      #expect(evaluation.expectedCalibrationError.isNaN)
    }
  }

  @Test("an evaluation of a network is one of its logits, for any number of threads")
  func network() throws {
    let examples = try blobs(count: 300, inputs: 20, classes: 4, seed: 171)
    let classifier = Classifier(network: HeInitialisation.network(widths: [20, 9, 4], seed: 1))
    let expected = Evaluation(
      logits: classifier.logits(examples.pixels.span, count: 300), labels: examples.labels,
      classes: 4)
    for threads in [1, 3] {
      let pool = WorkerPool(threads: threads)
      let found = Evaluation(
        classifier, pixels: examples.pixels, labels: examples.labels, pool: pool)
      #expect(found == expected)
    }
  }

  @Test("the loss is the mean of a sum in blocks of 4096")
  func blocks() {
    let count = 9_000
    // Losses of many sizes, so that the order of adding shows.
    let logits = (0..<count).flatMap { [Float($0 % 97) * 0.37, Float($0 * 7 % 1_013)] }
    let labels = (0..<count).map { UInt8($0 % 2) }
    let losses = (0..<count).map { image in
      Softmax(logits: Array(logits[image * 2..<image * 2 + 2]))
        .crossEntropy(logit: logits[image * 2 + image % 2])
    }
    var total = 0.0
    for start in stride(from: 0, to: count, by: 4_096) {
      total += losses[start..<min(start + 4_096, count)].reduce(0, +)
    }
    #expect(total != losses.reduce(0, +))
    #expect(Evaluation(logits: logits, labels: labels, classes: 2).loss == total / Double(count))
  }
}
