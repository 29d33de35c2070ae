import LinearAlgebra
import ModelFile
import NeuralNet

/// The forward pass word for word as appendix A of `formats/model-file.md` defines it.
enum ScalarForward {
  /// The outputs for one image, `[classes]`: appendix A.2.
  static func logits(_ network: MLP, _ input: InputLayout, pixels: [UInt8]) -> [Float] {
    var values = pixels.map { input.normalisation.values[Int($0)] }
    for layer in network.layers {
      values = (0..<layer.outputs).map { output in
        var sum = layer.bias[output]
        for index in 0..<layer.inputs {
          sum = sum.addingProduct(layer.weights[output, index], values[index])
        }
        return layer.activation(sum + 0)
      }
    }
    return values
  }

  /// The outputs of a network in 8-bit integers for one image, `[classes]`: appendix A.8.
  static func logits(_ network: QuantisedMLP, pixels: [UInt8]) -> [Float] {
    var bytes = pixels
    var logits: [Float] = []
    for (index, layer) in network.layers.enumerated() {
      let sums = (0..<layer.outputs).map { output in
        // 64 bits, so that nothing is taken for granted about the sum.
        var sum = Int64(layer.bias[output])
        for input in 0..<layer.inputs {
          sum += Int64(layer.weights[output * layer.inputs + input]) * Int64(bytes[input])
        }
        return sum
      }
      let products = layer.scales.map { $0 * layer.inputScale }
      guard index + 1 < network.layers.count else {
        logits = zip(sums, products).map { Float($0) * $1 + 0 }
        continue
      }
      let next = network.layers[index + 1].inputScale
      bytes = zip(sums, products).map { sum, product in
        let multiplier = product / next
        return UInt8(min(max(Float(sum) * multiplier, 0), 255).rounded(.toNearestOrEven))
      }
    }
    return logits
  }

  /// The outputs for one image, `[classes]`.
  static func logits(_ network: Network, _ input: InputLayout, pixels: [UInt8]) -> [Float] {
    switch network {
    case .float32(let network): logits(network, input, pixels: pixels)
    case .int8(let network): logits(network, pixels: pixels)
    }
  }

  /// The outputs for images one after the other, `[count, classes]`.
  static func logits(_ model: Model, _ pixels: [UInt8], _ count: Int) -> [Float] {
    (0..<count).flatMap { image in
      let range = image * model.input.pixels..<(image + 1) * model.input.pixels
      return logits(model.network, model.input, pixels: Array(pixels[range]))
    }
  }
}
