package import LinearAlgebra

/// A dense layer in the layout of the kernels.
///
/// The weights are kept as `[inputs, outputs]`: the weights of one input lie side by side, so a
/// kernel works on many outputs at once and a zero input skips a whole row.
package struct PackedLayer: Sendable {
  /// The weights, `[inputs, outputs]`: the transpose of ``Dense/weights``.
  package let weights: PaddedMatrix
  /// The bias, `[1, outputs]`.
  package let bias: PaddedMatrix
  /// The function applied to each output.
  package let activation: Activation

  /// The width of the layer's input.
  package var inputs: Int { weights.rows }
  /// The width of the layer's output.
  package var outputs: Int { weights.columns }

  /// Packs a layer.
  package init(_ dense: Dense) {
    weights = PaddedMatrix(transposing: dense.weights)
    bias = PaddedMatrix(Matrix(rows: 1, columns: dense.outputs, elements: dense.bias))
    activation = dense.activation
  }

  /// Packs a layer into memory that is kept elsewhere.
  ///
  /// - Parameter start: the first element to use; afterwards the first that is not used.
  package init(_ dense: Dense, in storage: any ElementStorage, at start: inout Int) {
    weights = PaddedMatrix(rows: dense.inputs, columns: dense.outputs, in: storage, at: start)
    start += PaddedMatrix.elementCount(rows: dense.inputs, columns: dense.outputs)
    bias = PaddedMatrix(rows: 1, columns: dense.outputs, in: storage, at: start)
    start += PaddedMatrix.elementCount(rows: 1, columns: dense.outputs)
    weights.fill(transposing: dense.weights)
    bias.withMutableRow(0) { row in
      for j in row.indices { row[j] = dense.bias[j] }
    }
    activation = dense.activation
  }

  /// The number of elements that a layer takes in memory.
  package static func elementCount(_ dense: Dense) -> Int {
    PaddedMatrix.elementCount(rows: dense.inputs + 1, columns: dense.outputs)
  }

  /// Creates other objects for the matrices of a layer; see `PaddedMatrix.init(sharing:)`.
  package init(sharing other: PackedLayer) {
    weights = PaddedMatrix(sharing: other.weights)
    bias = PaddedMatrix(sharing: other.bias)
    activation = other.activation
  }

  /// The layer as a plain value.
  package var dense: Dense {
    Dense(weights: weights.transposedMatrix, bias: bias.row(0), activation: activation)
  }

  /// Applies the activation to some rows of `z`, in place.
  package func activate(_ z: PaddedMatrix, rows: Range<Int>, kernels: KernelSet) {
    switch activation {
    case .identity: break
    case .relu: kernels.relu(z, rows: rows)
    }
  }
}
