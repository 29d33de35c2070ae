/// Mean and spread of what a candidate reached in the folds of a cross-validation.
public struct FoldStatistics: Sendable, Hashable {
  /// The number of folds.
  public let count: Int
  /// The mean over the folds.
  public let mean: Double
  /// The standard deviation of a fold: the root of the squared deviations' sum over `count - 1`.
  public let standardDeviation: Double
  /// The standard error of the mean: the standard deviation over the root of `count`.
  public let standardError: Double

  /// Summarises one value for each fold; sums go in the order of the values.
  ///
  /// - Precondition: there are at least two values.
  public init(_ values: [Double]) {
    precondition(values.count >= 2, "a spread needs two folds, found \(values.count)")
    let n = Double(values.count)
    let mean = values.reduce(0, +) / n
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    count = values.count
    self.mean = mean
    standardDeviation = (squares / (n - 1)).squareRoot()
    standardError = standardDeviation / n.squareRoot()
  }
}
