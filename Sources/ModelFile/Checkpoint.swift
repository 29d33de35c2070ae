public import LinearAlgebra

/// The state of a training that was interrupted: the same container as a model file, with a
/// critical section that makes readers of models refuse it by name.
public struct Checkpoint: Sendable, Hashable {
  /// A named matrix: parameters, moments.
  public struct NamedMatrix: Sendable, Hashable {
    /// The name, 1 to 128 characters of `[a-z0-9_.]`, once in a checkpoint.
    public var name: String
    /// The values; finite, a negative zero is kept.
    public var matrix: Matrix

    /// Names a matrix.
    public init(name: String, matrix: Matrix) {
      self.name = name
      self.matrix = matrix
    }
  }

  /// Settings, counters and statistics, at least one.
  public var values: TypedValues
  /// The matrices, at least one; decoding gives them in ascending order of their names.
  public var tensors: [NamedMatrix]

  /// Creates a checkpoint.
  public init(values: TypedValues, tensors: [NamedMatrix]) {
    self.values = values
    self.tensors = tensors
  }

  /// The matrix of a name.
  public subscript(tensor name: String) -> Matrix? {
    tensors.first { $0.name == name }?.matrix
  }
}
