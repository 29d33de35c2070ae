import LinearAlgebra
import NeuralNet
import Testing

@Suite("Quantisation")
struct QuantisationTests {
  /// What a network is fed: nothing to fold, MNIST's, and means on the other side of 0.
  static let normalisations = [
    PixelNormalisation.unit, PixelNormalisation(mean: 0.1307, standardDeviation: 0.3081),
    PixelNormalisation(mean: -0.5, standardDeviation: 2),
    PixelNormalisation(mean: 0.5, standardDeviation: 0.25),
  ].compactMap(\.self)

  @Test("weights are rounded to nearest, halves to even, on both sides of 0 alike")
  func rounding() throws {
    let weights: [Float] = [127, 0.5, 1.5, 2.5, -0.5, -1.5, -2.5, -127, 3.49, 126.5, -126.5, 0]
    let layer = try quantised([layer(weights, bias: [0])]).layers[0]
    #expect(layer.weights == [127, 0, 2, 2, 0, -2, -2, -127, 3, 126, -126, 0])
    #expect(layer.scales == [1])
    #expect(layer.inputScale == PixelNormalisation.unit.pixelScale)
  }

  @Test("a row's largest weight becomes 127, whatever the other rows are")
  func scales() throws {
    let network = randomNetwork(widths: [9, 7, 5, 3], seed: 61)
    let found = try quantised(network.layers, images: sparsePixels(count: 90 * 9, seed: 62))
    for (layer, source) in zip(found.layers, network.layers) {
      for output in 0..<layer.outputs {
        let row = output * layer.inputs..<(output + 1) * layer.inputs
        let largest = source.weights.elements[row].map(abs).max() ?? 0
        #expect(layer.scales[output] == largest / 127)
        #expect(layer.weights[row].map { abs(Int($0)) }.max() == 127)
      }
    }
  }

  @Test("negated weights give negated integers")
  func symmetry() throws {
    let source = randomNetwork(widths: [40, 6], seed: 63).layers[0]
    let negated = Dense(
      weights: Matrix(rows: 6, columns: 40, elements: source.weights.elements.map { -$0 }),
      bias: source.bias.map { -$0 }, activation: .identity)
    for normalisation in QuantisationTests.normalisations {
      let layer = try quantised([source], normalisation: normalisation).layers[0]
      let other = try quantised([negated], normalisation: normalisation).layers[0]
      #expect(other.weights == layer.weights.map { -$0 })
      #expect(other.bias == layer.bias.map { -$0 })
      #expect(other.scales == layer.scales)
    }
  }

  @Test("a row of zeros keeps its bias", arguments: [Float(0), 5, -0.25, 3e4])
  func zeroRow(bias: Float) throws {
    let network = try quantised([layer([0, 0, 0], bias: [bias])])
    #expect(network.layers[0].weights == [0, 0, 0])
    let logit = referenceLogits(network, [7, 0, 255])[0]
    // Half a step of max(|bias|, 1) / 127 / 255.
    #expect(abs(logit - bias) <= max(abs(bias), 1) / 127 / 255 * 0.51)
  }

  @Test("a bias too large for its range raises the scale, by no more than it must")
  func largeBias() throws {
    for bias in [Float(1000), -1000, 1e12] {
      let found = try quantised([layer([1e-6, -1e-6], bias: [bias])])
      let row = found.layers[0]
      #expect((row.scales[0] / (1e-6 / 127)).significand == 1)
      #expect(abs(row.bias[0]) <= QuantisedDense.biasLimit)
      #expect(abs(row.bias[0]) > QuantisedDense.biasLimit / 2)
      #expect(abs(referenceLogits(found, [255, 0])[0] - bias) <= abs(bias) * 0x1p-22)
    }
  }

  /// Each weight is off by half a step at most, and so is the bias.
  ///
  /// With the inputs x the logit is off by `scale / 2 * sum |x| + step / 2`; the rest is what
  /// Float32 rounds away.
  @Test("the mean is folded into the bias", arguments: normalisations)
  func foldedMean(_ normalisation: PixelNormalisation) throws {
    let network = randomNetwork(widths: [37, 8], seed: 71)
    let found = try quantised(network.layers, normalisation: normalisation)
    let layer = found.layers[0]
    for seed in 1...20 as ClosedRange<UInt64> {
      let pixels = sparsePixels(count: 37, seed: seed)
      let expected = referenceLogits(network, pixels: pixels[...], normalisation: normalisation)
      let inputs = pixels.reduce(0) { $0 + abs(normalisation.values[Int($1)]) }
      for (output, logit) in referenceLogits(found, pixels[...]).enumerated() {
        let scale = layer.scales[output]
        let bound = scale / 2 * inputs + scale * layer.inputScale / 2
        #expect(abs(logit - expected[output]) <= bound * 1.001 + 1e-5)
      }
    }
  }

  @Test("logits stay near those of the network in floating point", arguments: normalisations)
  func closeLogits(_ normalisation: PixelNormalisation) throws {
    let network = randomNetwork(widths: [60, 32, 16, 10], seed: 81)
    let count = 200
    let images = sparsePixels(count: count * 60, seed: 82)
    let found = try quantised(network.layers, normalisation: normalisation, images: images)
    var (largest, difference, sameClass) = (Float(0), Float(0), 0)
    for image in 0..<count {
      let pixels = images[image * 60..<(image + 1) * 60]
      let expected = referenceLogits(network, pixels: pixels, normalisation: normalisation)
      let logits = referenceLogits(found, Array(pixels)[...])
      largest = expected.map(abs).reduce(largest, max)
      difference = zip(logits, expected).map { abs($0 - $1) }.reduce(difference, max)
      if Ranking.best(logits) == Ranking.best(expected) { sameClass += 1 }
    }
    // Three layers, each of which rounds to one part in 255: measured 0.8 to 1.1 percent.
    #expect(difference <= 0.025 * largest)
    #expect(sameClass >= count * 19 / 20)
  }

  @Test("a hidden layer's bytes cover what the images give, the last one included")
  func calibration() throws {
    let hidden = Dense(
      weights: Matrix(rows: 1, columns: 1, elements: [2]), bias: [0], activation: .relu)
    let layers = [hidden, layer([1], bias: [0])]
    // More images than a workspace holds.
    var images = [UInt8](repeating: 3, count: 130)
    images[129] = 255
    #expect(try quantised(layers, images: images).layers[1].inputScale == 2 / 255)
    #expect(try quantised(layers, images: [51]).layers[1].inputScale == Float(0.4) / 255)
    // Where nothing ever comes out, any scale will do.
    #expect(try quantised(layers, images: [0, 0]).layers[1].inputScale == 1)
  }

  @Test("the same bits come out again, with every kernel set", arguments: KernelSet.available)
  func deterministic(kernels: KernelSet) throws {
    let network = randomNetwork(widths: [37, 19, 5], seed: 91)
    let pixels = sparsePixels(count: 100 * 37, seed: 92)
    for normalisation in QuantisationTests.normalisations {
      let first = try Quantisation.quantise(
        network, normalisation: normalisation, pixels: pixels.span, count: 100, kernels: .scalar)
      let second = try Quantisation.quantise(
        network, normalisation: normalisation, pixels: pixels.span, count: 100, kernels: kernels)
      #expect(first == second)
    }
  }

  @Test("calibrating needs images")
  func noImages() {
    #expect(throws: QuantisationError.noImages) {
      try quantised([layer([1], bias: [0])], images: [])
    }
  }

  @Test("a hidden layer without ReLU is refused by its number")
  func hiddenActivation() {
    let one = Matrix(rows: 1, columns: 1, elements: [1])
    let layers = [Activation.relu, .identity, .identity].map {
      Dense(weights: one, bias: [0], activation: $0)
    }
    #expect(throws: QuantisationError.activation(layer: 1)) { try quantised(layers) }
  }

  @Test(
    "numbers that give no normal scale are refused by layer and output",
    arguments: [
      // The weight's scale, the product with the input's, and the pixels' own.
      (0x1p-126, 0, 1), (0x1p-119, 0, 1), (1, 0, .greatestFiniteMagnitude),
      // Sums that overflow in floating point leave no scale for the next layer.
      (.greatestFiniteMagnitude, .greatestFiniteMagnitude, 1),
      // Nothing but the bias is there, and it is below all normal steps.
      (.leastNonzeroMagnitude, 1, 1e30),
    ] as [(Float, Float, Float)])
  func refusedScales(weight: Float, bias: Float, deviation: Float) throws {
    let normalisation = try #require(PixelNormalisation(mean: 0, standardDeviation: deviation))
    let weights = Matrix(rows: 1, columns: 2, elements: [weight, weight])
    let layers = [
      Dense(weights: weights, bias: [bias], activation: .relu), layer([1], bias: [0]),
    ]
    let error = #expect(throws: QuantisationError.self) {
      try quantised(layers, normalisation: normalisation)
    }
    guard case .scale(layer: 0, output: 0, let found) = error else {
      Issue.record("found \(String(describing: error))")
      return
    }
    #expect(!found.isNormal || found <= 0)
  }

  static let extremes: [Float] = [
    0, .leastNonzeroMagnitude, 0x1p-126, 0x1p-100, 1e-20, 1, 1e20, 0x1p100,
    .greatestFiniteMagnitude,
  ]
  static let deviations: [Float] = [
    .leastNormalMagnitude, 1e-30, 1, 1e30, 0x1.fep117, 0x1.02p118, .greatestFiniteMagnitude,
  ]

  /// A quantised layer or network traps where a number is outside its range.
  @Test("whatever the numbers are, the result is in its ranges or refused", arguments: deviations)
  func neverATrap(deviation: Float) throws {
    var (accepted, refused) = (0, 0)
    for mean in [0, 1, -1, 1e8, -1e38] as [Float] {
      guard let normalisation = PixelNormalisation(mean: mean, standardDeviation: deviation) else {
        continue
      }
      for first in QuantisationTests.extremes {
        for second in QuantisationTests.extremes {
          for bias in [0, second, -first, -Float.greatestFiniteMagnitude] {
            let hidden = Dense(
              weights: Matrix(rows: 2, columns: 2, elements: [first, -second, second, first]),
              bias: [bias, -bias], activation: .relu)
            let last = layer([second, first], bias: [bias])
            do throws(QuantisationError) {
              let network = try quantised([hidden, last], normalisation: normalisation)
              accepted += 1
              let products = network.layers.flatMap { layer in
                layer.scales.map { $0 * layer.inputScale }
              }
              #expect(products.allSatisfy { $0.isNormal && $0 > 0 })
            } catch {
              guard case .scale = error else {
                Issue.record("\(error)")
                continue
              }
              refused += 1
            }
          }
        }
      }
    }
    #expect(refused > 0)
    #expect((accepted > 0) == (PixelNormalisation.unit.pixelScale / deviation).isNormal)
  }

  private func layer(_ weights: [Float], bias: [Float]) -> Dense {
    Dense(
      weights: Matrix(rows: bias.count, columns: weights.count / bias.count, elements: weights),
      bias: bias, activation: .identity)
  }

  /// Calibrates with a white image where no others are given.
  private func quantised(
    _ layers: [Dense], normalisation: PixelNormalisation = .unit, images: [UInt8]? = nil
  ) throws(QuantisationError) -> QuantisedMLP {
    let network = MLP(layers: layers)
    let pixels = images ?? [UInt8](repeating: 255, count: network.inputs)
    return try Quantisation.quantise(
      network, normalisation: normalisation, pixels: pixels.span,
      count: pixels.count / network.inputs)
  }
}
