import LinearAlgebra
import NeuralNet

/// A network in Float64 whose parameters a test moves one by one.
struct ReferenceNetwork {
  struct Unit {
    var weights: [Double]
    var bias: Double
  }

  /// The units of each layer; all layers but the last are rectified.
  var layers: [[Unit]]

  init(_ network: MLP) {
    layers = network.layers.map { layer in
      (0..<layer.outputs).map { j in
        Unit(
          weights: (0..<layer.inputs).map { Double(layer.weights[j, $0]) },
          bias: Double(layer.bias[j]))
      }
    }
  }

  func logits(_ input: [Double]) -> [Double] {
    var x = input
    for (index, layer) in layers.enumerated() {
      let isLast = index == layers.count - 1
      x = layer.map { unit in
        var z = unit.bias
        for i in x.indices { z += unit.weights[i] * x[i] }
        return isLast ? z : max(0, z)
      }
    }
    return x
  }

  /// The central difference `(f(x + h) - f(x - h)) / 2h` of a function of one parameter.
  ///
  /// With `h = 1e-6` the cut-off term `h^2 f'''/6` is about 1e-12 and the rounding error `1e-16 / h`
  /// about 1e-10, both far below Float32's own errors.
  func slope(
    of loss: ReferenceLoss, by parameter: WritableKeyPath<ReferenceNetwork, Double>
  ) -> Double {
    let h = 1e-6
    var network = self
    network[keyPath: parameter] += h
    let above = loss(network)
    network[keyPath: parameter] -= 2 * h
    return (above - loss(network)) / (2 * h)
  }
}
