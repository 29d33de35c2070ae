/// A dense matrix of Float32 values in row-major order.
///
/// Element `[i, j]` is `elements[i * columns + j]`. This is the plain value that networks, files
/// and tests exchange; kernels work on ``PaddedMatrix``.
public struct Matrix: Sendable, Hashable {
  /// The number of rows, at least 0.
  public let rows: Int
  /// The number of columns, at least 0.
  public let columns: Int
  /// The values, row by row; `rows * columns` of them.
  public var elements: [Float] {
    didSet {
      precondition(
        elements.count == rows * columns,
        "a matrix [\(rows), \(columns)] cannot hold \(elements.count) elements")
    }
  }

  /// Creates a matrix from its values in row-major order.
  ///
  /// - Precondition: `elements.count == rows * columns`.
  public init(rows: Int, columns: Int, elements: [Float]) {
    precondition(
      rows >= 0 && columns >= 0 && elements.count == rows * columns,
      "a matrix [\(rows), \(columns)] cannot hold \(elements.count) elements")
    self.rows = rows
    self.columns = columns
    self.elements = elements
  }

  /// Creates a matrix of zeros.
  public init(rows: Int, columns: Int) {
    self.init(
      rows: rows, columns: columns, elements: [Float](repeating: 0, count: rows * columns))
  }

  /// The element in row `i` and column `j`.
  public subscript(i: Int, j: Int) -> Float {
    get { elements[offset(i, j)] }
    set { elements[offset(i, j)] = newValue }
  }

  /// The matrix with rows and columns exchanged.
  public var transposed: Matrix {
    var result = Matrix(rows: columns, columns: rows)
    for i in 0..<rows {
      for j in 0..<columns { result[j, i] = self[i, j] }
    }
    return result
  }

  private func offset(_ i: Int, _ j: Int) -> Int {
    precondition(
      i >= 0 && i < rows && j >= 0 && j < columns,
      "element [\(i), \(j)] is outside a matrix [\(rows), \(columns)]")
    return i * columns + j
  }
}
