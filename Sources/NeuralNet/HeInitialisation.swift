internal import LinearAlgebra

/// The initial weights of a network with rectified linear units.
///
/// A unit `z = sum_i w_i x_i` over `fanIn` independent inputs of second moment `E[x^2]` has the
/// variance `fanIn * Var[w] * E[x^2]`. A ReLU halves the second moment of a symmetric `z`, so the
/// signal keeps its size from layer to layer where `Var[w] = 2 / fanIn`. A uniform distribution on
/// `[-limit, limit)` has the variance `limit^2 / 3`; hence `limit = sqrt(6 / fanIn)`.
///
/// Source: He, Zhang, Ren and Sun, "Delving deep into rectifiers" (2015), section 2.2, in the
/// uniform form, which needs nothing but a square root and is therefore the same on every machine.
public enum HeInitialisation {
  /// The name under which a model file records this initialisation.
  public static let name = "he-uniform"

  /// A network with random weights and zero biases; the last layer gives logits, the others ReLU.
  ///
  /// Weight `k` (row-major in `[outputs, inputs]`) of layer `l` is made from lane `k mod 4` of the
  /// random block at stream `initialisation`, epoch `l`, index `k / 4`.
  ///
  /// - Parameter widths: the layer widths from the input to the classes, at least two, each >= 1.
  public static func network(widths: [Int], seed: UInt64) -> MLP {
    precondition(
      widths.count >= 2 && widths.allSatisfy { $0 > 0 },
      "a network needs two widths or more, each above 0, found \(widths)")
    let generator = Philox(seed: seed)
    let layers = (1..<widths.count).map { l in
      Dense(
        weights: weights(
          outputs: widths[l], inputs: widths[l - 1], layer: l - 1, generator: generator),
        bias: [Float](repeating: 0, count: widths[l]),
        activation: l == widths.count - 1 ? .identity : .relu)
    }
    return MLP(layers: layers)
  }

  private static func weights(
    outputs: Int, inputs: Int, layer: Int, generator: Philox
  ) -> Matrix {
    let limit = (6 / Float(inputs)).squareRoot()
    var elements: [Float] = []
    elements.reserveCapacity(outputs * inputs + 3)
    for block in 0..<UInt64((outputs * inputs + 3) / 4) {
      let words = generator.words(stream: .initialisation, epoch: UInt32(layer), index: block)
      for lane in 0..<4 {
        elements.append((2 * Philox.unit(words[lane]) - 1) * limit + 0)
      }
    }
    elements.removeLast(elements.count - outputs * inputs)
    return Matrix(rows: outputs, columns: inputs, elements: elements)
  }
}
