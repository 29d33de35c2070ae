import LinearAlgebra
import NeuralNet
import Testing

@Suite("Activity of hidden units")
struct HiddenActivityTests {
  /// Sizes around the images that are taken together, and none.
  static let sizes = [0, 1, 64, 511, 600]

  @Test(
    "counts are those of a naive reference, for every kernel set", arguments: KernelSet.available,
    sizes)
  func floats(kernels: KernelSet, count: Int) {
    let network = randomNetwork(widths: [9, 7, 5, 3], seed: 21)
    let pixels = sparsePixels(count: count * 9, seed: 22)
    let activity = HiddenActivity(
      Classifier(network: network, kernels: kernels), pixels: pixels, count: count,
      pool: WorkerPool(threads: 2))
    #expect(activity.layers.count == 2)
    for (depth, layer) in activity.layers.enumerated() {
      let part = MLP(layers: Array(network.layers[0...depth]))
      var expected = [Int](repeating: 0, count: part.layers[depth].outputs)
      for image in 0..<count {
        let outputs = referenceLogits(
          part, pixels: pixels[image * 9..<(image + 1) * 9], normalisation: .unit)
        for unit in outputs.indices where outputs[unit] != 0 { expected[unit] += 1 }
      }
      #expect(layer.active == expected)
      #expect(layer.images == count)
    }
  }

  @Test("bytes of an 8-bit network count too", arguments: KernelSet.available)
  func bytes(kernels: KernelSet) {
    let network = randomInt8Network(widths: [9, 6, 3], seed: 23)
    let pixels = sparsePixels(count: 70 * 9, seed: 24)
    let activity = HiddenActivity(
      Classifier(network: .int8(network), kernels: kernels), pixels: pixels, count: 70,
      pool: WorkerPool(threads: 1))
    var expected = [Int](repeating: 0, count: 6)
    for image in 0..<70 {
      let input = pixels[image * 9..<(image + 1) * 9].map(Int64.init)
      for (unit, byte) in referenceBytes(network, layer: 0, input).enumerated() where byte != 0 {
        expected[unit] += 1
      }
    }
    #expect(activity.layers.map(\.active) == [expected])
  }

  @Test("shares, dead units and units that never rest")
  func shares() {
    // Unit 0 sees pixel 0, unit 1 has a bias above zero, unit 2 one below it.
    let hidden = Dense(
      weights: Matrix(rows: 3, columns: 1, elements: [1, 0, 0]), bias: [0, 1, -1],
      activation: .relu)
    let last = Dense(
      weights: Matrix(rows: 1, columns: 3, elements: [1, 1, 1]), bias: [0], activation: .identity)
    let activity = HiddenActivity(
      Classifier(network: MLP(layers: [hidden, last])), pixels: [0, 9, 0, 0], count: 4,
      pool: WorkerPool(threads: 1))
    let layer = activity.layers[0]
    #expect(layer.active == [1, 4, 0])
    #expect(layer.silence == [0.75, 0, 1])
    #expect(abs(layer.zeroShare - 7.0 / 12) < 1e-12)
    #expect(layer.deadUnits == 1 && layer.alwaysActiveUnits == 1)
  }

  @Test("a network without hidden layers has none")
  func none() {
    let network = randomNetwork(widths: [4, 2], seed: 25)
    let activity = HiddenActivity(
      Classifier(network: network), pixels: [UInt8](repeating: 1, count: 8), count: 2,
      pool: WorkerPool(threads: 1))
    #expect(activity.layers.isEmpty)
  }
}
