import LinearAlgebra
import NeuralNet

/// The logits of a network, computed as the numeric contract words it and in no cleverer way: start
/// from the bias, add the terms in ascending input index with one fused multiply-add each, add +0.
func referenceLogits(
  _ network: MLP, pixels: ArraySlice<UInt8>, normalisation: PixelNormalisation
) -> [Float] {
  network.layers.reduce(pixels.map { normalisation.values[Int($0)] }) { x, layer in
    (0..<layer.outputs).map { j in
      let z = x.indices.reduce(layer.bias[j]) { $0.addingProduct(layer.weights[j, $1], x[$1]) }
      return layer.activation(z + 0)
    }
  }
}

/// Random bytes of which about two thirds are zero, as in pictures of digits.
func sparsePixels(count: Int, seed: UInt64) -> [UInt8] {
  let generator = Philox(seed: seed)
  return (0..<count).map { index in
    let word = generator.words(stream: .augmentation, index: UInt64(index))
    return word[0] % 3 == 0 ? UInt8(truncatingIfNeeded: word[1]) : 0
  }
}

/// A network with random weights and, other than a fresh one, random biases.
func randomNetwork(widths: [Int], seed: UInt64) -> MLP {
  let generator = Philox(seed: seed)
  let layers = HeInitialisation.network(widths: widths, seed: seed).layers.enumerated().map {
    l, layer in
    var layer = layer
    for j in layer.bias.indices {
      let word = generator.words(stream: .augmentation, epoch: UInt32(l), index: UInt64(j))[0]
      layer.bias[j] = Philox.unit(word) - 0.5
    }
    return layer
  }
  return MLP(layers: layers)
}
