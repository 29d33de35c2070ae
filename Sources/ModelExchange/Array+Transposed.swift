extension Array {
  /// The transpose of a matrix `[rows, columns]` in row-major order.
  ///
  /// - Precondition: the elements fill the matrix.
  func transposed(rows: Int, columns: Int) -> [Element] {
    precondition(count == rows * columns, "\(count) elements are no matrix [\(rows), \(columns)]")
    return [Element](capacity: count) { result in
      for column in 0..<columns {
        for row in 0..<rows { result.append(self[row * columns + column]) }
      }
    }
  }
}
