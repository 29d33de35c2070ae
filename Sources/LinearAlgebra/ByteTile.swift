import CKernels

/// The pixels of a minibatch, `[batch, inputs]`, or the same transposed, `[inputs, batch]`.
///
/// Each row starts on a 64-byte boundary, and 64 bytes may be read from any place in it; what
/// stands beyond the bytes in use takes part in no sum.
///
/// It is a class because it owns its memory, and because threads fill disjoint rows of one tile.
// SAFETY: the memory is written without synchronisation. Whoever shares a tile between threads
// gives each of them other rows, and reads them only after `WorkerPool.forEach` has returned.
@safe
package final class ByteTile: @unchecked Sendable {
  /// The number of rows there is room for, at least 0.
  package let rows: Int
  /// The number of bytes there is room for in a row, at least 0.
  package let columns: Int
  /// The distance between the starts of two rows: `columns` rounded up to 64.
  package let stride: Int
  /// The bytes after the last row that a kernel may read.
  private static let spare = 64
  /// The bytes: `rows * stride` of them and some to spare, aligned to 64.
  let base: UnsafeMutablePointer<UInt8>
  /// The tile that frees the bytes; `nil` in that tile itself.
  private let owner: ByteTile?

  /// Creates a tile of zeros.
  package init(rows: Int, columns: Int) {
    precondition(rows >= 0 && columns >= 0, "a tile cannot be [\(rows), \(columns)]")
    self.rows = rows
    self.columns = columns
    stride = (columns + 63) / 64 * 64
    owner = nil
    // SAFETY: a fresh block of that many bytes, initialised whole, and freed in deinit alone.
    let count = rows * stride + ByteTile.spare
    let memory = UnsafeMutableRawPointer.allocate(byteCount: count, alignment: 64)
    unsafe base = memory.initializeMemory(as: UInt8.self, repeating: 0, count: count)
  }

  /// Creates another object for the bytes of a tile; see ``PaddedMatrix/init(sharing:)``.
  package init(sharing other: ByteTile) {
    rows = other.rows
    columns = other.columns
    stride = other.stride
    unsafe base = other.base
    owner = other.owner ?? other
  }

  deinit { if owner == nil { unsafe base.deallocate() } }

  /// The byte in row `i` and column `j`.
  package subscript(i: Int, j: Int) -> UInt8 {
    get {
      checkElement(i, j)
      return unsafe row(at: i)[j]
    }
    set {
      checkElement(i, j)
      unsafe row(at: i)[j] = newValue
    }
  }

  /// Copies images into rows: row `r` gets image `images[r]`.
  ///
  /// - Parameters:
  ///   - pixels: all images, `[images, columns]`, without gaps.
  ///   - images: the number of the image for each row of the tile.
  ///   - rows: the rows to fill.
  /// - Precondition: the rows lie within the tile and `images`, the images within `pixels`.
  package func gather(_ pixels: Span<UInt8>, images: Span<Int32>, rows: Range<Int>) {
    checkRows(rows)
    precondition(
      rows.upperBound <= images.count, "rows \(rows) need more than \(images.count) images")
    let available = columns == 0 ? 0 : pixels.count / columns
    unsafe pixels.withUnsafeBufferPointer { source in
      for r in rows {
        let image = Int(images[r])
        precondition(
          image >= 0 && image < available, "image \(image) is outside \(available) images")
        // SAFETY: the image and the row were checked; an empty `pixels` holds no image.
        guard let start = source.baseAddress else { return }
        unsafe row(at: r).update(from: start + image * columns, count: columns)
      }
    }
  }

  /// Exchanges rows and columns: row `r` becomes column `r` of the other tile.
  ///
  /// Threads should share this work by columns: rows less than 64 apart end up in the same cache
  /// lines of the other tile.
  ///
  /// - Parameters:
  ///   - other: gets the bytes.
  ///   - rows: the rows to take.
  ///   - columns: the columns to take; all without it.
  ///   - kernels: the functions to use.
  /// - Precondition: the other tile has a row for each of the columns and a column for each of the
  ///   rows.
  package func transpose(
    into other: ByteTile, rows: Range<Int>, columns: Range<Int>? = nil,
    using kernels: KernelSet = .best
  ) {
    let columns = columns ?? 0..<self.columns
    checkRows(rows)
    precondition(
      columns.lowerBound >= 0 && columns.upperBound <= self.columns
        && other.rows >= columns.upperBound && other.columns >= rows.upperBound,
      "rows \(rows) and columns \(columns) of a tile \(shape) do not fit transposed into a tile "
        + other.shape)
    unsafe kernels.table.transpose_bytes(
      row(at: rows.lowerBound) + columns.lowerBound, stride, rows.count, columns.count,
      other.row(at: columns.lowerBound) + rows.lowerBound, other.stride)
  }

  /// The shape as messages show it.
  var shape: String { "[\(rows), \(columns)]" }

  /// The start of row `i`, which must be at least 0 and at most `rows`.
  func row(at i: Int) -> UnsafeMutablePointer<UInt8> { unsafe base + i * stride }

  /// Traps unless all rows of a range exist.
  func checkRows(_ range: Range<Int>) {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= rows,
      "rows \(range) are outside a tile \(shape)")
  }

  private func checkElement(_ i: Int, _ j: Int) {
    precondition(
      i >= 0 && i < rows && j >= 0 && j < columns,
      "element [\(i), \(j)] is outside a tile \(shape)")
  }
}
