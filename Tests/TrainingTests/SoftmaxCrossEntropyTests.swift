import LinearAlgebra
import NeuralNet
import Testing

@testable import Training

@Suite("SoftmaxCrossEntropy")
struct SoftmaxCrossEntropyTests {
  /// Some roundings to 2^-24 of numbers of at most 1.
  static let tolerance = 1e-6

  @Test("targets share the smoothed probability and sum to one", arguments: [1, 2, 10, 256])
  func targets(classes: Int) {
    for smoothing in [0, 0.1, 0.5, 0.99] as [Float] {
      let loss = SoftmaxCrossEntropy(classes: classes, labelSmoothing: smoothing)
      #expect(loss.miss == smoothing / Float(classes))
      let sum = Double(loss.hit) + Double(classes - 1) * Double(loss.miss)
      #expect(abs(sum - 1) < SoftmaxCrossEntropyTests.tolerance * Double(classes))
    }
  }

  @Test(
    "the loss of three classes is the one computed by hand",
    arguments: [
      // -log(softmax([0, 0, 0])[0]) = log 3
      ([0, 0, 0], 0, 0, 1.098_612_288_668_11),
      // softmax([1, 2, 3])[2] = 0.66524
      ([1, 2, 3], 2, 0, 0.407_605_964_444_38),
      // log s - sum t (z - m) = 0.40760596 - (0.05 (-2) + 0.05 (-1) + 0.9 * 0), smoothing 0.15
      ([1, 2, 3], 2, 0.15, 0.557_605_964_444_38),
      // The same with label 0: 0.40760596 - (0.9 (-2) + 0.05 (-1))
      ([1, 2, 3], 0, 0.15, 2.257_605_964_444_38),
    ] as [([Float], Int, Float, Double)])
  func lossByHand(logits: [Float], label: Int, smoothing: Float, expected: Double) {
    #expect(
      abs(loss(logits, label: label, smoothing: smoothing) - expected)
        < SoftmaxCrossEntropyTests.tolerance)
  }

  @Test("extreme logits give a large loss and no infinity")
  func extremeLogits() {
    #expect(loss([1e30, -1e30], label: 0, smoothing: 0) == 0)
    #expect(loss([1e30, -1e30], label: 1, smoothing: 0) == 2 * Double(Float(1e30)))
    let smoothed = loss([1e30, -1e30], label: 0, smoothing: 0.5)
    #expect(smoothed == 0.25 * 2 * Double(Float(1e30)))
  }

  @Test("the derivative is the difference to the target, divided by the batch")
  func derivative() {
    let p = PaddedMatrix(Matrix(rows: 2, columns: 3, elements: [9, 9, 9, 0.25, 0.5, 0.25]))
    let loss = SoftmaxCrossEntropy(classes: 3, labelSmoothing: 0)
    loss.derivative(probabilities: p, row: 1, label: 1, inverseBatch: 0.5)
    #expect(p.row(1) == [0.125, -0.25, 0.125])
    #expect(p.row(0) == [9, 9, 9])
  }

  @Test("a derivative of zero is a positive zero")
  func derivativeZero() {
    let p = PaddedMatrix(Matrix(rows: 1, columns: 2, elements: [1, 0]))
    let loss = SoftmaxCrossEntropy(classes: 2, labelSmoothing: 0)
    loss.derivative(probabilities: p, row: 0, label: 0, inverseBatch: 0.125)
    #expect(p.row(0).map(\.bitPattern) == [0, 0])
  }

  @Test("a derivative that underflows is a positive zero")
  func derivativeUnderflow() {
    let p = PaddedMatrix(Matrix(rows: 1, columns: 2, elements: [1, 0]))
    // The target of class 1 is the least number above zero; an eighth of its negative is -0.
    let loss = SoftmaxCrossEntropy(classes: 2, labelSmoothing: 2 * .leastNonzeroMagnitude)
    loss.derivative(probabilities: p, row: 0, label: 0, inverseBatch: 0.125)
    #expect(p[0, 1].bitPattern == 0)
  }

  @Test("without smoothing the loss equals the plain cross-entropy, bit for bit")
  func equalsSoftmax() {
    for label in 0..<4 {
      let logits: [Float] = [0.3, -1.7, 2.9, 0.01]
      let expected = Softmax(logits: logits).crossEntropy(logit: logits[label])
      #expect(loss(logits, label: label, smoothing: 0) == expected)
    }
  }

  private func loss(_ logits: [Float], label: Int, smoothing: Float) -> Double {
    let softmax = Softmax(logits: logits)
    return SoftmaxCrossEntropy(classes: logits.count, labelSmoothing: smoothing).loss(
      logits: PaddedMatrix(row: logits), row: 0, label: label, maximum: softmax.maximum,
      sum: softmax.sum)
  }
}
