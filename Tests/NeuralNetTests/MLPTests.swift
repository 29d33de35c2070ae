import LinearAlgebra
import NeuralNet
import Testing

@Suite("MLP")
struct MLPTests {
  @Test("a network counts its widths, parameters and multiply-adds")
  func counts() {
    let network = HeInitialisation.network(widths: [784, 128, 64, 10], seed: 1)
    #expect(network.inputs == 784)
    #expect(network.classes == 10)
    #expect(network.widths == [784, 128, 64, 10])
    #expect(network.parameterCount == 109_386)
    #expect(network.multiplyAdds == 109_184)
    #expect(network.layers.map(\.parameterCount) == [100_480, 8_256, 650])
  }

  @Test("packing a layer and unpacking it gives the same layer", arguments: [1, 15, 16, 17, 40])
  func packing(outputs: Int) {
    let layer = randomNetwork(widths: [9, outputs, 3], seed: 61).layers[0]
    let packed = PackedLayer(layer)
    #expect(packed.inputs == 9 && packed.outputs == outputs)
    #expect(packed.weights[2, outputs - 1] == layer.weights[outputs - 1, 2])
    #expect(packed.dense == layer)
  }

  @Test("activations are the identity and ReLU without a negative zero")
  func activations() {
    #expect(Activation.identity(-3) == -3)
    #expect(Activation.relu(2.5) == 2.5)
    #expect([-1, -0.0, 0, -.infinity, .nan].allSatisfy { Activation.relu($0).bitPattern == 0 })
  }
}
