/// The cells of a confusion matrix as shares of their rows, and the shades that show them.
struct ConfusionShares: Hashable, Sendable {
  /// The share of the images of class `i` that was taken for class `j`; 0 where there is none.
  let values: [[Double]]
  /// The largest share that is a mistake.
  let largestMistake: Double

  init(_ counts: [[Int]]) {
    values = counts.map { row in
      let support = row.reduce(0, +)
      return row.map { support == 0 ? 0 : Double($0) / Double(support) }
    }
    largestMistake =
      values.enumerated().flatMap { i, row in
        row.enumerated().filter { $0.offset != i }.map(\.element)
      }.max() ?? 0
  }

  /// The strength of a cell's shade, 0...1: right answers against all images, mistakes against the
  /// largest of them, so that rare ones are seen.
  ///
  /// It is the root of the share: the eye tells the first images better apart than the last.
  func strength(_ i: Int, _ j: Int) -> Double {
    let scale = i == j ? 1 : largestMistake
    return scale == 0 ? 0 : min(1, (values[i][j] / scale).squareRoot())
  }
}
