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
