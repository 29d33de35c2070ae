import LinearAlgebra
import NeuralNet
import Testing

@Suite("HeInitialisation")
struct HeInitialisationTests {
  /// Computed from the description in the module's documentation by a program in another language.
  @Test(
    "the first weights are the published ones",
    arguments: [
      (
        [784, 128, 10], UInt64(1), 0,
        [0xbd99_4a53, 0xbd89_25a7, 0xbd1b_5272, 0xbda4_da53, 0xbd9b_a656, 0x3ce7_b943] as [UInt32]
      ),
      ([784, 128, 10], 1, 1, [0xbd63_1b0b, 0xbd37_b2c0, 0xbcd1_359c]),
      (
        [3, 7, 4], 0xDEAD_BEEF_1234_5678, 1,
        [0x3e81_9cba, 0x3d87_e64b, 0xbdd0_48c2, 0xbe81_a881, 0xbf19_3938]
      ),
    ])
  func publishedWords(widths: [Int], seed: UInt64, layer: Int, expected: [UInt32]) {
    let network = HeInitialisation.network(widths: widths, seed: seed)
    let weights = network.layers[layer].weights.elements
    #expect(weights.prefix(expected.count).map(\.bitPattern) == expected)
  }

  @Test("a network has the widths it was asked for, ReLU inside, logits last and zero biases")
  func shape() {
    let network = HeInitialisation.network(widths: [5, 4, 3, 2], seed: 7)
    #expect(network.widths == [5, 4, 3, 2])
    #expect(network.layers.map(\.activation) == [.relu, .relu, .identity])
    #expect(network.layers.allSatisfy { $0.bias.allSatisfy { $0.bitPattern == 0 } })
  }

  @Test("the same seed gives the same network, another seed and another layer other weights")
  func determinism() {
    let network = HeInitialisation.network(widths: [6, 6, 6], seed: 3)
    #expect(network == HeInitialisation.network(widths: [6, 6, 6], seed: 3))
    #expect(network != HeInitialisation.network(widths: [6, 6, 6], seed: 4))
    #expect(network.layers[0].weights != network.layers[1].weights)
  }

  @Test("a layer's weights depend on its own shape only")
  func independence() {
    let narrow = HeInitialisation.network(widths: [8, 5, 3], seed: 9)
    let wide = HeInitialisation.network(widths: [8, 5, 4], seed: 9)
    #expect(narrow.layers[0] == wide.layers[0])
  }

  /// The bounds are four standard errors of 20,000 samples.
  ///
  /// For a uniform distribution the standard error of the mean is
  /// `limit / sqrt(3 n)`, 0.4 % of the limit; that of the variance is `sqrt(4 / (5 n))`, 0.6 % of
  /// the variance.
  @Test("the weights fill the limits evenly with the variance 2 / fanIn", arguments: [3, 50, 784])
  func distribution(fanIn: Int) {
    let outputs = 20_000 / fanIn
    let network = HeInitialisation.network(widths: [fanIn, outputs], seed: 5)
    let weights = network.layers[0].weights.elements.map(Double.init)
    let count = Double(weights.count)
    let limit = (6 / Double(fanIn)).squareRoot()
    let mean = weights.reduce(0, +) / count
    let variance = weights.reduce(0) { $0 + $1 * $1 } / count
    #expect(weights.allSatisfy { abs($0) <= limit * (1 + 0x1p-23) })
    #expect(weights.contains { $0 > 0.99 * limit } && weights.contains { $0 < -0.99 * limit })
    #expect(abs(mean) < 0.017 * limit)
    #expect(abs(variance / (2 / Double(fanIn)) - 1) < 0.026)
  }
}
