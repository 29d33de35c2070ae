import LinearAlgebra
import ModelFile
import NeuralNet

/// The forward pass word for word as appendix A of `formats/model-file.md` defines it.
enum ScalarForward {
  /// The outputs for one image, `[classes]`.
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

  /// The outputs for images one after the other, `[count, classes]`.
  static func logits(_ model: Model, _ pixels: [UInt8], _ count: Int) -> [Float] {
    (0..<count).flatMap { image in
      let range = image * model.input.pixels..<(image + 1) * model.input.pixels
      return logits(model.network, model.input, pixels: Array(pixels[range]))
    }
  }
}
