/// A matrix of Int32 values in the form in which kernels work on it: the sums or biases of 8-bit
/// layers.
///
/// Its memory is laid out like that of a ``PaddedMatrix``, and shared in the same ways.
// SAFETY: the rules of `PaddedMatrix` for threads hold here too.
@safe
package struct Int32Matrix: @unchecked Sendable {
  /// Owns the memory; its elements are used as integers from the start, and never as numbers.
  private let memory: PaddedMatrix
  /// The elements: `rows * stride` of them, aligned to 64 bytes.
  let base: UnsafeMutablePointer<Int32>

  /// The number of rows, at least 0.
  package var rows: Int { memory.rows }
  /// The number of columns, at least 0.
  package var columns: Int { memory.columns }
  /// The distance between the starts of two rows, in elements.
  package var stride: Int { memory.stride }

  /// Creates a matrix of zeros.
  package init(rows: Int, columns: Int) {
    self.init(PaddedMatrix(rows: rows, columns: columns))
  }

  /// Creates a matrix in memory that is kept elsewhere, with the elements that are there; see
  /// ``PaddedMatrix/init(rows:columns:in:at:)``.
  package init(rows: Int, columns: Int, in storage: any ElementStorage, at start: Int) {
    self.init(PaddedMatrix(rows: rows, columns: columns, in: storage, at: start))
  }

  /// Creates another object for the elements of a matrix; see ``PaddedMatrix/init(sharing:)``.
  package init(sharing other: Int32Matrix) {
    memory = PaddedMatrix(sharing: other.memory)
    unsafe base = other.base
  }

  private init(_ memory: PaddedMatrix) {
    self.memory = memory
    // SAFETY: an Int32 is as large as a Float and as aligned, and all bits are one.
    unsafe base = UnsafeMutableRawPointer(memory.base)
      .bindMemory(to: Int32.self, capacity: memory.rows * memory.stride)
  }

  /// The number of elements that a matrix takes in memory, padding included; a multiple of 16.
  package static func elementCount(rows: Int, columns: Int) -> Int {
    PaddedMatrix.elementCount(rows: rows, columns: columns)
  }

  /// The element in row `i` and column `j`.
  package subscript(i: Int, j: Int) -> Int32 {
    get {
      checkElement(i, j)
      return unsafe row(at: i)[j]
    }
    nonmutating set {
      checkElement(i, j)
      unsafe row(at: i)[j] = newValue
    }
  }

  /// The shape as messages show it.
  var shape: String { memory.shape }

  /// The start of row `i`, which must be at least 0 and at most `rows`.
  func row(at i: Int) -> UnsafeMutablePointer<Int32> { unsafe base + i * stride }

  /// Traps unless all rows of a range exist.
  func checkRows(_ range: Range<Int>) { memory.checkRows(range) }

  private func checkElement(_ i: Int, _ j: Int) {
    precondition(
      i >= 0 && i < rows && j >= 0 && j < columns,
      "element [\(i), \(j)] is outside a matrix \(shape)")
  }
}
