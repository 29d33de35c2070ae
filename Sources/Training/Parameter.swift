package import LinearAlgebra

/// A matrix that training changes, with its gradient and the optimiser's state for it.
///
/// A class because it is a resource: matrices that are changed in place at every step.
package final class Parameter: Sendable {
  /// The parameter itself: weights `[inputs, outputs]` or a bias `[1, outputs]`.
  package let value: PaddedMatrix
  /// The gradient of the minibatch's mean loss: all of it, or only that of the rows in work.
  package let gradient: PaddedMatrix
  /// The optimiser's state, each of the same shape as the parameter, zero at the start.
  package let state: [PaddedMatrix]
  /// The weight decay of this parameter; 0 for biases.
  package let decay: Float
  /// The moving average of the parameter over the steps, where one is kept.
  package let average: PaddedMatrix?

  /// Makes room for training `value`, which will be changed in place.
  ///
  /// - Parameters:
  ///   - gradientRows: how many rows of the gradient to keep room for. With fewer than `value` has,
  ///     each row must be used before others are computed: a gradient that never leaves the cache
  ///     costs nothing, while a whole one is written to memory and read again.
  ///   - isAveraged: whether to keep a moving average; it starts at the value.
  package init(
    _ value: PaddedMatrix, stateCount: Int, decay: Float, gradientRows: Int? = nil,
    isAveraged: Bool = false
  ) {
    self.value = value
    average = isAveraged ? PaddedMatrix(value.matrix) : nil
    self.decay = decay
    gradient = PaddedMatrix(
      rows: min(value.rows, gradientRows ?? value.rows), columns: value.columns)
    state = (0..<stateCount).map { _ in PaddedMatrix(rows: value.rows, columns: value.columns) }
  }

  /// Creates other objects for the matrices of a parameter, see `PaddedMatrix.init(sharing:)`; but
  /// a gradient that is not whole is one of its own, for it is a thread's scratch paper.
  package init(sharing other: Parameter) {
    value = PaddedMatrix(sharing: other.value)
    gradient =
      other.keepsGradient
      ? PaddedMatrix(sharing: other.gradient)
      : PaddedMatrix(rows: other.gradient.rows, columns: other.gradient.columns)
    state = other.state.map(PaddedMatrix.init(sharing:))
    decay = other.decay
    average = other.average.map(PaddedMatrix.init(sharing:))
  }

  /// Whether ``gradient`` has room for all rows.
  package var keepsGradient: Bool { gradient.rows == value.rows }

  /// The row of ``gradient`` for the first of some rows of the parameter.
  package func gradientRow(of rows: Range<Int>) -> Int { keepsGradient ? rows.lowerBound : 0 }
}
