internal import LinearAlgebra
internal import NeuralNet

/// A layer during training: its parameters, and what one minibatch leaves in it.
///
/// A class because it is a resource: matrices that are changed in place at every step.
final class TrainableLayer: Sendable {
  /// The layer in the layout of the kernels; its matrices are the parameters' values.
  let packed: PackedLayer
  /// The weights `W`, `[inputs, outputs]`.
  let weights: Parameter
  /// The bias `b`, `[1, outputs]`.
  let bias: Parameter
  /// `W` transposed, `[outputs, inputs]`, for the backward pass; the first layer has none.
  let transposedWeights: PaddedMatrix?
  /// The layer's output `a`, `[batch, outputs]`; logits in the last layer.
  let activations: PaddedMatrix
  /// The derivative `dL/dz` of the loss by the layer's sums, `[batch, outputs]`.
  let delta: PaddedMatrix

  /// Makes room for training a layer.
  ///
  /// - Parameters:
  ///   - gradientRows: see `Parameter.init(_:stateCount:decay:gradientRows:isAveraged:)`.
  ///   - isAveraged: whether to keep a moving average of the parameters.
  init(
    _ dense: Dense, isFirst: Bool, batchSize: Int, stateCount: Int, weightDecay: Float,
    gradientRows: Int?, isAveraged: Bool
  ) {
    packed = PackedLayer(dense)
    weights = Parameter(
      packed.weights, stateCount: stateCount, decay: weightDecay, gradientRows: gradientRows,
      isAveraged: isAveraged)
    bias = Parameter(packed.bias, stateCount: stateCount, decay: 0, isAveraged: isAveraged)
    transposedWeights = isFirst ? nil : PaddedMatrix(dense.weights)
    activations = PaddedMatrix(rows: batchSize, columns: dense.outputs)
    delta = PaddedMatrix(rows: batchSize, columns: dense.outputs)
  }

  /// The layer with the moving averages of its parameters, or with the parameters themselves where
  /// none are kept.
  var averaged: Dense {
    guard let weights = weights.average, let bias = bias.average else { return packed.dense }
    return Dense(
      weights: weights.transposedMatrix, bias: bias.row(0), activation: packed.activation)
  }

  /// Creates other objects for the matrices of a layer; see `PaddedMatrix.init(sharing:)`.
  init(sharing other: TrainableLayer) {
    packed = PackedLayer(sharing: other.packed)
    weights = Parameter(sharing: other.weights)
    bias = Parameter(sharing: other.bias)
    transposedWeights = other.transposedWeights.map(PaddedMatrix.init(sharing:))
    activations = PaddedMatrix(sharing: other.activations)
    delta = PaddedMatrix(sharing: other.delta)
  }
}
