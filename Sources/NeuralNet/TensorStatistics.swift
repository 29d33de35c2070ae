internal import LinearAlgebra

/// What the values of a tensor look like.
public struct TensorStatistics: Sendable, Hashable {
  /// The number of values.
  public let count: Int
  /// The smallest value.
  public let minimum: Float
  /// The largest value.
  public let maximum: Float
  /// The mean.
  public let mean: Double
  /// The standard deviation of the values themselves (divided by `count`).
  public let standardDeviation: Double
  /// The number of values that are exactly zero.
  public let zeros: Int

  /// Measures values, at least one; two passes, so that a large mean hides no small deviation.
  public init(_ values: [Float]) {
    precondition(!values.isEmpty, "no value has no statistics")
    var sum = BlockedSum()
    for value in values { sum.add(Double(value)) }
    var squares = BlockedSum()
    for value in values {
      let distance = Double(value) - sum.mean
      squares.add(distance * distance)
    }
    count = values.count
    minimum = values.min() ?? 0
    maximum = values.max() ?? 0
    mean = sum.mean
    standardDeviation = squares.mean.squareRoot()
    zeros = values.count { $0 == 0 }
  }
}
