import LinearAlgebra
import ModelFile
import NeuralNet

extension SampleModels {
  /// 6-5-4-3 in 8-bit integers, with all that version 1.1 added.
  ///
  /// Parameters come from a table of random numbers and not from quantisation, which may be done
  /// better one day; the limits of weights and biases are among them.
  static let quantised: Model = {
    let input = InputLayout(
      rows: 2, columns: 3,
      normalisation: PixelNormalisation(mean: 0.25, standardDeviation: 0.5) ?? .unit)
    let network = quantisedNetwork(
      widths: [6, 5, 4, 3], pixelScale: input.normalisation.pixelScale, seed: 11)
    let generator = Philox(seed: 12)
    let samples = (0..<3).map { sample in
      let pixels = (0..<input.pixels).map { pixel in
        UInt8(
          truncatingIfNeeded: generator.words(
            stream: .synthesis, epoch: UInt32(sample), index: UInt64(pixel))[0])
      }
      return SelfTest.Sample(
        pixels: pixels, logits: ScalarForward.logits(network, pixels: pixels))
    }
    return Model(
      network: .int8(network), input: input, labels: ["null", "eins", "zwei"],
      selfTest: SelfTest(samples: samples),
      provenance: Provenance(
        generator: "mnistkit 0.1.0", derivedFrom: everything.tensorsSHA256, calibrationImages: 4),
      metrics: Metrics(
        accuracy: 0.5, loss: 0.75, count: 4, confusion: [[1, 0, 0], [1, 1, 0], [0, 1, 0]],
        dataSHA256: ContentDigest(of: Array("test".utf8))))
  }()

  private static func quantisedNetwork(
    widths: [Int], pixelScale: Float, seed: UInt64
  ) -> QuantisedMLP {
    let generator = Philox(seed: seed)
    var index: UInt64 = 0
    let next = { () -> Float in
      index += 1
      return Philox.unit(generator.words(stream: .initialisation, index: index)[0])
    }
    let count = widths.count - 1
    let layers = zip(widths, widths.dropFirst()).enumerated().map { layer, widths in
      let (inputs, outputs) = widths
      var weights = (0..<outputs * inputs).map { _ in Int8((next() - 0.5) * 255) }
      weights.replaceSubrange(..<2, with: [-127, 127])
      var bias = (0..<outputs).map { _ in Int32((next() - 0.5) * 10_000) }
      if layer == 0 {
        bias.replaceSubrange(
          ..<2, with: [-QuantisedDense.biasLimit, QuantisedDense.biasLimit])
      }
      return QuantisedDense(
        inputs: inputs, outputs: outputs, weights: weights, bias: bias,
        scales: (0..<outputs).map { _ in 0.002 + next() / 256 },
        inputScale: layer == 0 ? pixelScale : 0.005 + next() / 1024,
        activation: layer + 1 < count ? .relu : .identity)
    }
    return QuantisedMLP(layers: layers)
  }
}
