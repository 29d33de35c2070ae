import LinearAlgebra
import NeuralNet
import Testing

@testable import Training

/// Numbers that are not finite, each where only one of the checks can see it.
@Suite("Non-finite numbers")
struct NonFiniteTests {
  /// One image of one full pixel, two classes, the label 0.
  private func backpropagation(
    weights: [Float], labelSmoothing: Float = 0, kernels: KernelSet
  ) -> Backpropagation {
    let layer = Dense(
      weights: Matrix(rows: 2, columns: 1, elements: weights), bias: [0, 0], activation: .identity)
    return Backpropagation(
      network: MLP(layers: [layer]), normalisation: NonFiniteTests.large, batchSize: 1,
      stateCount: 0, weightDecay: 0, labelSmoothing: labelSmoothing, kernels: kernels)
  }

  /// Maps byte 255 to about 1e30, so that finite weights overflow.
  private static let large: PixelNormalisation = {
    guard let large = PixelNormalisation(mean: 0, standardDeviation: 1e-30) else {
      preconditionFailure("a small deviation is legal")
    }
    return large
  }()

  private func loss(_ weights: [Float], label: UInt8, _ kernels: KernelSet) -> Double {
    let outcome = MinibatchOutcome(batchSize: 1)
    let backpropagation = backpropagation(weights: weights, kernels: kernels)
    backpropagation.propagate(
      rows: 0..<1, pixels: ([255] as [UInt8]).span, images: ([0] as [Int32]).span,
      labels: [label], outcome: outcome)
    return outcome.losses[0]
  }

  @Test(
    "a logit of minus infinity is found, although softmax makes it a plain zero",
    arguments: KernelSet.available)
  func minusInfinity(_ kernels: KernelSet) {
    // The definition gives log(1 + 0) - 0 = 0, a perfect loss.
    #expect(Softmax(logits: [1, -.infinity]).crossEntropy(logit: 1) == 0)
    #expect(!loss([0, -1e20], label: 0, kernels).isFinite)
  }

  @Test("logits of infinity are found, whatever the label", arguments: KernelSet.available)
  func infinity(_ kernels: KernelSet) {
    for label in [0, 1] as [UInt8] {
      #expect(!loss([0, 1e20], label: label, kernels).isFinite)
      #expect(!loss([1e20, 1e20], label: label, kernels).isFinite)
      #expect(!loss([1e20, -1e20], label: label, kernels).isFinite)
      #expect(loss([1, -1], label: label, kernels).isFinite)
    }
  }

  /// Logits and loss are finite, so only the check of gradients and weights can see it.
  @Test("a gradient that overflows ends training in its step", arguments: KernelSet.available)
  func gradient(_ kernels: KernelSet) throws {
    // What flows back to the hidden unit is twice 3e38.
    let hidden = Dense(
      weights: Matrix(rows: 1, columns: 1, elements: [1]), bias: [1e-30], activation: .relu)
    let last = Dense(
      weights: Matrix(rows: 2, columns: 1, elements: [3e38, -3e38]), bias: [0, 0],
      activation: .identity)
    let backpropagation = Backpropagation(
      network: MLP(layers: [hidden, last]),
      normalisation: try #require(PixelNormalisation(mean: 0, standardDeviation: 0x1p125)),
      batchSize: 1, stateCount: 0, weightDecay: 0, labelSmoothing: 0, kernels: kernels)
    let outcome = MinibatchOutcome(batchSize: 1)
    backpropagation.propagate(
      rows: 0..<1, pixels: ([255] as [UInt8]).span, images: ([0] as [Int32]).span, labels: [1],
      outcome: outcome)
    // 3e38 * 1e-30 is a large logit, and a loss of 6e8.
    #expect(outcome.losses[0].isFinite && outcome.losses[0] > 1e8)
    let step = OptimizerStep(learningRate: 1e-30, gradientScale: 1, powers: DecayPowers())
    let finite = backpropagation.parts(dealtTo: 1).filter { $0.layer == 0 }.map { part in
      backpropagation.gradient(of: part, batch: 1)
      return backpropagation.update(part, by: SGD(momentum: 0, nesterov: false), step: step)
    }
    #expect(finite.contains(false))
  }
}
