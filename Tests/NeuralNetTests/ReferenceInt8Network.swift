import LinearAlgebra
import NeuralNet

/// The logits of an 8-bit network, computed as appendix A.8 of the format words it.
func referenceLogits(_ network: QuantisedMLP, _ pixels: ArraySlice<UInt8>) -> [Float] {
  let last = network.layers.count - 1
  var bytes = pixels.map(Int64.init)
  for layer in 0..<last { bytes = referenceBytes(network, layer: layer, bytes) }
  let layer = network.layers[last]
  return zip(referenceSums(layer, bytes), layer.scales).map { sum, scale in
    Float(sum) * (scale * layer.inputScale) + 0
  }
}

/// The bytes that a hidden layer passes on.
func referenceBytes(_ network: QuantisedMLP, layer index: Int, _ bytes: [Int64]) -> [Int64] {
  let layer = network.layers[index]
  return zip(referenceSums(layer, bytes), layer.scales).map { sum, scale in
    let step: Float = scale * layer.inputScale
    let multiplier: Float = step / network.layers[index + 1].inputScale
    let product: Float = Float(sum) * multiplier
    return Int64(min(max(product, 0), 255).rounded(.toNearestOrEven))
  }
}

private func referenceSums(_ layer: QuantisedDense, _ bytes: [Int64]) -> [Int64] {
  (0..<layer.outputs).map { output in
    bytes.indices.reduce(Int64(layer.bias[output])) { sum, input in
      sum + bytes[input] * Int64(layer.weights[output * layer.inputs + input])
    }
  }
}

/// An 8-bit network with random weights, biases and scales, whose bytes use their whole range.
func randomInt8Network(widths: [Int], seed: UInt64) -> QuantisedMLP {
  let generator = Philox(seed: seed)
  var index: UInt64 = 0
  func next(_ bound: UInt32) -> UInt32 {
    index += 1
    return generator.words(stream: .augmentation, index: index)[0] % bound
  }
  return QuantisedMLP(
    layers: (1..<widths.count).map { l in
      let (inputs, outputs) = (widths[l - 1], widths[l])
      return QuantisedDense(
        inputs: inputs, outputs: outputs,
        weights: (0..<outputs * inputs).map { _ in Int8(Int(next(255)) - 127) },
        bias: (0..<outputs).map { _ in Int32(next(20_001)) - 10_000 },
        scales: (0..<outputs).map { _ in Float(1 + next(1_000)) * 0x1p-17 },
        inputScale: l == 1 ? 1 / 255 : 0.01 + Float(next(100)) / 4096,
        activation: l == widths.count - 1 ? .identity : .relu)
    })
}
