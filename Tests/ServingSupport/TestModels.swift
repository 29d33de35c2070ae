import LinearAlgebra
package import ModelFile
import NeuralNet

/// Small model files whose answers tell them apart.
package enum TestModels {
  /// A file of one layer, 4 pixels to 3 classes, with a self-test of two samples.
  ///
  /// - Parameter seed: goes into the parameters, so other seeds give other bytes.
  package static func file(_ seed: Int, inputs: Int = 4, classes: Int = 3) throws -> [UInt8] {
    try ModelFile.encode(model(seed, inputs: inputs, classes: classes))
  }

  /// A file of a network in 8-bit integers, 4 pixels to 5 hidden units to 3 classes.
  package static func quantisedFile() throws -> [UInt8] { try ModelFile.encode(quantised) }

  package static let quantised: Model = {
    let hidden = QuantisedDense(
      inputs: 4, outputs: 5, weights: (0..<20).map { Int8(($0 * 37) % 255 - 127) },
      bias: (0..<5).map { Int32($0 * 900 - 1_000) }, scales: [Float](repeating: 0.01, count: 5),
      inputScale: PixelNormalisation.unit.pixelScale, activation: .relu)
    let last = QuantisedDense(
      inputs: 5, outputs: 3, weights: (0..<15).map { Int8(($0 * 53) % 255 - 127) },
      bias: [5, -70, 300], scales: [0.5, 0.25, 0.125], inputScale: 0.02, activation: .identity)
    let network = Network.int8(QuantisedMLP(layers: [hidden, last]))
    let classifier = Classifier(network: network, kernels: .scalar)
    let samples = [[UInt8](repeating: 0, count: 4), [9, 0, 255, 100]].map {
      SelfTest.Sample(pixels: $0, logits: classifier.logits($0.span, count: 1))
    }
    return Model(
      network: network, input: InputLayout(rows: 1, columns: 4), labels: ["a", "b", "c"],
      selfTest: SelfTest(samples: samples))
  }()

  /// As ``file(_:inputs:classes:)``, but its self-test expects what the network does not give.
  package static func fileWithWrongSelfTest(_ seed: Int) throws -> [UInt8] {
    var model = model(seed)
    model.selfTest.samples[0].logits[0] += 1
    return try ModelFile.encode(model)
  }

  package static func model(_ seed: Int, inputs: Int = 4, classes: Int = 3) -> Model {
    let weights = (0..<(inputs * classes)).map { Float(($0 * 7 + seed) % 11) / 8 - 0.5 }
    let network = MLP(layers: [
      Dense(
        weights: Matrix(rows: classes, columns: inputs, elements: weights),
        bias: (0..<classes).map { Float(seed) + Float($0) }, activation: .identity)
    ])
    let input = InputLayout(rows: 1, columns: inputs)
    let images = [[UInt8](repeating: 0, count: inputs), [UInt8](repeating: 200, count: inputs)]
    let classifier = Classifier(network: network, kernels: .scalar)
    let samples = images.map {
      SelfTest.Sample(pixels: $0, logits: classifier.logits($0.span, count: 1))
    }
    return Model(
      network: network, input: input, labels: (0..<classes).map { "class \($0)" },
      selfTest: SelfTest(samples: samples))
  }
}
