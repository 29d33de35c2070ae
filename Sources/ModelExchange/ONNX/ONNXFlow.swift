import NeuralNet

/// A value of the graph that depends on the input, as what was done to the input so far.
struct ONNXFlow {
  /// A dense layer as the graph's nodes give it.
  struct Layer {
    /// The node that multiplies.
    let node: String
    /// The weights, `[outputs, inputs]`.
    let weights: ONNXConstant
    /// The bias, `[outputs]`; `nil` where none was added so far.
    var bias: ONNXConstant?
    /// What the weights' steps are worth, `[outputs]`, and the input's: of layers in 8 bits.
    let scales: (weights: [Float], input: Float)?
    /// The function applied to the outputs.
    var activation: Activation

    var outputs: Int { weights.shape[0] }
    var inputs: Int { weights.shape[1] }
  }

  /// What may come next.
  enum Stage {
    /// The input: normalisation or a layer.
    case input
    /// A layer's products: its bias, its activation, or anything that may follow it.
    case layer
    /// Probabilities or the label: nothing that changes the answer.
    case head
  }

  /// Whether the elements are numbers with a fraction; of integers, sums wrap and quotients lose it.
  var isFloatingPoint = true
  /// What was done to the input before the first layer.
  var scaling = PixelScaling()
  /// The layers so far.
  var layers: [Layer] = []
  /// Where the value stands.
  var stage = Stage.input
  /// What a step is worth where the value is bytes or stands for them.
  var byteScale: Float?
  /// The names of the classes, where the graph looks them up.
  var labels: [String]?

  /// Whether two values come out of the same layers.
  func hasLayers(of other: ONNXFlow) -> Bool {
    layers.count == other.layers.count
      && zip(layers, other.layers).allSatisfy {
        $0.node == $1.node && $0.activation == $1.activation
          && ($0.bias == nil) == ($1.bias == nil)
      }
  }
}
