import LinearAlgebra
import NeuralNet
import Testing

@Suite("Softmax")
struct SoftmaxTests {
  /// Few operations on numbers of at most 1, each rounded to 2^-24 of its result, and an
  /// exponential that is good to two units in the last place.
  static let probabilityTolerance = 1e-6

  @Test(
    "the probabilities are those of the definition",
    arguments: [
      ([0, 0], [0.5, 0.5]),
      ([1, 2, 3], [0.090_030_573_170_380_46, 0.244_728_471_054_797_65, 0.665_240_955_774_821_9]),
      ([-1, -1, -1, -1], [0.25, 0.25, 0.25, 0.25]),
      ([1_000, 1_001], [0.268_941_421_369_995_1, 0.731_058_578_630_004_9]),
      ([5], [1]),
    ] as [([Float], [Double])])
  func definition(logits: [Float], expected: [Double]) {
    let softmax = Softmax(logits: logits)
    for (p, q) in zip(softmax.probabilities, expected) {
      #expect(abs(Double(p) - q) < SoftmaxTests.probabilityTolerance)
    }
    #expect(softmax.maximum == logits.max())
    #expect(softmax.sum >= 1)
  }

  @Test("logits at the ends of Float32 give probabilities and losses, not infinities")
  func extremes() {
    let largest = Float.greatestFiniteMagnitude
    let softmax = Softmax(logits: [largest, 0, -largest])
    #expect(softmax.probabilities == [1, 0, 0])
    #expect(softmax.crossEntropy(logit: largest) == 0)
    #expect(softmax.crossEntropy(logit: 0) == Double(largest))
    #expect(softmax.crossEntropy(logit: -largest) == 2 * Double(largest))
  }

  @Test("the cross-entropy is minus the logarithm of the probability")
  func crossEntropy() {
    let softmax = Softmax(logits: [1, 2, 3])
    // -log of the probabilities above; the sum was rounded to Float32.
    let expected = [2.407_605_964_444_38, 1.407_605_964_444_38, 0.407_605_964_444_38]
    for (logit, loss) in zip([1, 2, 3] as [Float], expected) {
      #expect(abs(softmax.crossEntropy(logit: logit) - loss) < 1e-6)
    }
    #expect(Softmax(logits: [7]).crossEntropy(logit: 7) == 0)
  }

  @Test("numbers that are not finite end in results that are not finite, and in no trap")
  func notFinite() {
    for logits in [[Float.nan, 1], [1, .nan], [.infinity, 1], [.infinity, -.infinity]] {
      let softmax = Softmax(logits: logits)
      #expect(softmax.probabilities.contains { !$0.isFinite })
      #expect(logits.contains { !softmax.crossEntropy(logit: $0).isFinite })
    }
  }

  @Test("a row of the softmax kernel equals the plain value", arguments: KernelSet.available)
  func kernelEqualsValue(kernels: KernelSet) {
    for classes in [1, 2, 7, 10, 16, 17, 33] {
      let z = PaddedMatrix(rows: 2, columns: classes)
      for j in 0..<classes { z[1, j] = Float((j * 7) % 11) - 5.25 }
      let p = PaddedMatrix(rows: 2, columns: classes)
      let maxima = PaddedMatrix(rows: 1, columns: 2)
      let sums = PaddedMatrix(rows: 1, columns: 2)
      kernels.softmax(z, rows: 1..<2, into: p, maxima: maxima, sums: sums)
      let expected = Softmax(logits: z.row(1))
      #expect(p.row(1) == expected.probabilities)
      #expect(maxima[0, 1] == expected.maximum && sums[0, 1] == expected.sum)
    }
  }
}
