package import LinearAlgebra

/// A matrix that training changes, with its gradient and the optimiser's state for it.
///
/// A class because it is a resource: matrices that are changed in place at every step.
package final class Parameter: Sendable {
  /// The parameter itself: weights `[inputs, outputs]` or a bias `[1, outputs]`.
  package let value: PaddedMatrix
  /// The gradient of the minibatch's mean loss, of the same shape.
  package let gradient: PaddedMatrix
  /// The optimiser's state, each of the same shape, zero at the start.
  package let state: [PaddedMatrix]
  /// The weight decay of this parameter; 0 for biases.
  package let decay: Float

  /// Makes room for training `value`, which will be changed in place.
  package init(_ value: PaddedMatrix, stateCount: Int, decay: Float) {
    self.value = value
    self.decay = decay
    gradient = PaddedMatrix(rows: value.rows, columns: value.columns)
    state = (0..<stateCount).map { _ in PaddedMatrix(rows: value.rows, columns: value.columns) }
  }

  /// Creates other objects for the matrices of a parameter; see `PaddedMatrix.init(sharing:)`.
  package init(sharing other: Parameter) {
    value = PaddedMatrix(sharing: other.value)
    gradient = PaddedMatrix(sharing: other.gradient)
    state = other.state.map(PaddedMatrix.init(sharing:))
    decay = other.decay
  }
}
