/// A matrix of Float32 values in the form in which kernels work on it.
///
/// Row-major; each row starts on a 64-byte boundary and is padded to ``stride`` elements, so that a
/// kernel may always work on whole vectors. Padding starts as zero, and no sum includes it.
///
/// It is a class because it owns its memory, and because the threads of a ``WorkerPool`` write
/// disjoint rows of one matrix.
// SAFETY: the memory is written without synchronisation. Whoever shares a matrix between threads
// gives each of them other rows, and reads them only after `WorkerPool.forEach` has returned.
@safe
package final class PaddedMatrix: @unchecked Sendable {
  /// The number of rows, at least 0.
  package let rows: Int
  /// The number of columns, at least 0.
  package let columns: Int
  /// The distance between the starts of two rows, in elements: `columns` rounded up to an odd
  /// multiple of 16.
  ///
  /// An odd number of cache lines a row spreads a block of columns over all sets of the cache;
  /// with 128 columns in rows of 8 lines, the first layer's gradient took 8 to 30 % longer.
  package let stride: Int
  /// The elements: `rows * stride` of them, aligned to 64 bytes.
  let base: UnsafeMutablePointer<Float>
  /// What frees the elements; `nil` where that is this matrix.
  private let owner: AnyObject?

  /// Creates a matrix of zeros.
  package init(rows: Int, columns: Int) {
    precondition(rows >= 0 && columns >= 0, "a matrix cannot be [\(rows), \(columns)]")
    self.rows = rows
    self.columns = columns
    owner = nil
    stride = PaddedMatrix.stride(columns: columns)
    let count = rows * stride
    // SAFETY: a fresh block of that many elements, initialised whole, and freed in deinit alone.
    let memory = UnsafeMutableRawPointer.allocate(
      byteCount: count * MemoryLayout<Float>.stride, alignment: 64)
    unsafe base = memory.initializeMemory(as: Float.self, repeating: 0, count: count)
  }

  /// Creates a matrix in memory that is kept elsewhere, with the elements that are there.
  ///
  /// - Parameters:
  ///   - storage: the memory, which the matrix keeps alive; its padding must be zero.
  ///   - start: the first of the ``elementCount(rows:columns:)`` elements to use, a multiple of 16.
  /// - Precondition: the storage has as many.
  package init(rows: Int, columns: Int, in storage: any ElementStorage, at start: Int) {
    precondition(rows >= 0 && columns >= 0, "a matrix cannot be [\(rows), \(columns)]")
    self.rows = rows
    self.columns = columns
    owner = storage
    stride = PaddedMatrix.stride(columns: columns)
    // SAFETY: the range is checked, and the storage lives as long as the matrix that owns it.
    let elements = unsafe storage.elements
    let end = start + PaddedMatrix.elementCount(rows: rows, columns: columns)
    precondition(
      start >= 0 && start % 16 == 0 && end <= elements.count,
      "elements \(start)..<\(end) are outside a storage of \(elements.count)")
    guard let first = elements.baseAddress else {
      preconditionFailure("a storage has an address")
    }
    unsafe base = first + start
  }

  /// The number of elements that a matrix takes in memory, padding included; a multiple of 16.
  package static func elementCount(rows: Int, columns: Int) -> Int {
    rows * stride(columns: columns)
  }

  private static func stride(columns: Int) -> Int {
    let lines = (columns + 15) / 16
    return (lines == 0 ? 0 : lines | 1) * 16
  }

  /// Creates another object for the elements of a matrix.
  ///
  /// Threads that work on one matrix count references to it all the time, and the count's cache
  /// line travels between their cores. With an object for each thread nothing but elements travels.
  package init(sharing other: PaddedMatrix) {
    rows = other.rows
    columns = other.columns
    stride = other.stride
    unsafe base = other.base
    owner = other.owner ?? other
  }

  deinit { if owner == nil { unsafe base.deallocate() } }

  /// Creates a padded copy of a matrix.
  package convenience init(_ matrix: Matrix) {
    self.init(rows: matrix.rows, columns: matrix.columns)
    for i in 0..<rows {
      for j in 0..<columns { unsafe row(at: i)[j] = matrix.elements[i * columns + j] }
    }
  }

  /// Creates a padded copy of a matrix with rows and columns exchanged.
  package convenience init(transposing matrix: Matrix) {
    self.init(rows: matrix.columns, columns: matrix.rows)
    fill(transposing: matrix)
  }

  /// Creates a matrix of one row, for example a bias.
  package convenience init(row elements: [Float]) {
    self.init(Matrix(rows: 1, columns: elements.count, elements: elements))
  }

  /// The element in row `i` and column `j`.
  package subscript(i: Int, j: Int) -> Float {
    get {
      checkElement(i, j)
      return unsafe row(at: i)[j]
    }
    set {
      checkElement(i, j)
      unsafe row(at: i)[j] = newValue
    }
  }

  /// A copy without padding.
  package var matrix: Matrix {
    Matrix(rows: rows, columns: columns, elements: (0..<rows).flatMap(row))
  }

  /// A copy without padding, rows and columns exchanged.
  package var transposedMatrix: Matrix { matrix.transposed }

  /// Takes over the elements of a matrix of the same shape.
  package func copy(from other: PaddedMatrix) {
    precondition(
      rows == other.rows && columns == other.columns,
      "a matrix \(shape) cannot take the elements of \(other.shape)")
    unsafe base.update(from: other.base, count: rows * stride)
  }

  /// Sets every element; the padding stays zero.
  package func fill(_ value: Float) {
    for i in 0..<rows { unsafe row(at: i).update(repeating: value, count: columns) }
  }

  /// Takes over the elements of a matrix with rows and columns exchanged.
  package func fill(transposing matrix: Matrix) {
    precondition(
      rows == matrix.columns && columns == matrix.rows,
      "a matrix \(shape) cannot take the transpose of [\(matrix.rows), \(matrix.columns)]")
    for i in 0..<rows {
      for j in 0..<columns { unsafe row(at: i)[j] = matrix.elements[j * rows + i] }
    }
  }

  /// A copy of one row without its padding.
  package func row(_ i: Int) -> [Float] {
    withRow(i) { row in row.indices.map { row[$0] } }
  }

  /// Calls a function with one row, without its padding.
  package func withRow<Result, Failure: Error>(
    _ i: Int, _ body: (Span<Float>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    checkRow(i)
    // SAFETY: row i holds `columns` elements, and lives as long as self.
    let row = unsafe UnsafeBufferPointer(start: row(at: i), count: columns)
    return try unsafe body(row.span)
  }

  /// Calls a function with one row, without its padding, to write to it.
  package func withMutableRow<Result, Failure: Error>(
    _ i: Int, _ body: (inout MutableSpan<Float>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    checkRow(i)
    // SAFETY: row i holds `columns` elements, and lives as long as self.
    let row = unsafe UnsafeMutableBufferPointer(start: row(at: i), count: columns)
    var span = unsafe row.mutableSpan
    return try body(&span)
  }

  /// The shape as messages show it.
  var shape: String { "[\(rows), \(columns)]" }

  /// The start of row `i`, which must be at least 0 and at most `rows`.
  func row(at i: Int) -> UnsafeMutablePointer<Float> { unsafe base + i * stride }

  /// Traps unless all rows of a range exist.
  func checkRows(_ range: Range<Int>) {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= rows,
      "rows \(range) are outside a matrix \(shape)")
  }

  private func checkRow(_ i: Int) {
    precondition(i >= 0 && i < rows, "row \(i) is outside a matrix \(shape)")
  }

  private func checkElement(_ i: Int, _ j: Int) {
    precondition(
      i >= 0 && i < rows && j >= 0 && j < columns,
      "element [\(i), \(j)] is outside a matrix \(shape)")
  }
}
