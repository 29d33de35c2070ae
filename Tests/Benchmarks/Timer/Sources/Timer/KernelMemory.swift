import Gzip

/// A matrix as kernels expect it: each row on a 64-byte boundary, padded to an odd number of cache
/// lines, as the library's own matrices are.
///
/// A class because it owns its memory.
final class KernelMatrix {
  let rows: Int
  let columns: Int
  let stride: Int
  let base: UnsafeMutablePointer<Float>
  /// The least of its random elements; the largest is 1.
  private let least: Float

  /// Creates a matrix of random elements; without negative ones it may hold squares.
  init(_ rows: Int, _ columns: Int, least: Float = -1) {
    self.rows = rows
    self.columns = columns
    self.least = least
    stride = ((columns + 15) / 16 | 1) * 16
    base = UnsafeMutableRawPointer.allocate(byteCount: rows * stride * 4, alignment: 64)
      .initializeMemory(as: Float.self, repeating: 0, count: rows * stride)
    reset()
  }

  deinit { base.deallocate() }

  /// The number of elements with the padding.
  var count: Int { rows * stride }

  /// Gives every element its first value again.
  func reset() {
    var state: UInt64 = 1
    for k in 0..<count {
      // Knuth's 64-bit linear congruential generator (MMIX).
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      base[k] = least + (1 - least) * Float(state >> 40) * 0x1p-24
    }
  }

  /// A checksum of the elements without the padding.
  var checksum: UInt32 {
    var result: UInt32 = 0
    for row in 0..<rows {
      let bytes = UnsafeRawBufferPointer(start: base + row * stride, count: columns * 4)
      result = CRC32.checksum([UInt8](bytes), continuing: result)
    }
    return result
  }
}

/// Rows of bytes as kernels expect them, on 64-byte boundaries, with 64 more after the last one.
///
/// A class because it owns its memory.
final class KernelTile {
  let rows: Int
  let columns: Int
  let stride: Int
  let base: UnsafeMutablePointer<UInt8>

  /// Creates a tile of zeros.
  ///
  /// - Parameter stride: the distance of two rows; without it `columns` rounded up to 64.
  init(_ rows: Int, _ columns: Int, stride: Int? = nil) {
    self.rows = rows
    self.columns = columns
    self.stride = stride ?? (columns + 63) / 64 * 64
    let count = rows * self.stride + 64
    base = UnsafeMutableRawPointer.allocate(byteCount: count, alignment: 64)
      .initializeMemory(as: UInt8.self, repeating: 0, count: count)
  }

  /// Creates a tile of images that stand one after the other in `pixels`.
  convenience init(_ rows: Int, of pixels: [UInt8], columns: Int, stride: Int? = nil) {
    self.init(rows, columns, stride: stride)
    for row in 0..<rows {
      for column in 0..<columns {
        base[row * self.stride + column] = pixels[row * columns + column]
      }
    }
  }

  deinit { base.deallocate() }

  /// The same bytes, rows and columns exchanged.
  var transposed: KernelTile {
    let other = KernelTile(columns, rows)
    for row in 0..<rows {
      for column in 0..<columns {
        other.base[column * other.stride + row] = base[row * stride + column]
      }
    }
    return other
  }

  /// How many bytes are not zero.
  var inked: Int {
    (0..<rows).reduce(0) { total, row in
      total + (0..<columns).count { base[row * stride + $0] != 0 }
    }
  }

  /// A checksum of the bytes in use.
  var checksum: UInt32 {
    var result: UInt32 = 0
    for row in 0..<rows {
      let bytes = UnsafeRawBufferPointer(start: base + row * stride, count: columns)
      result = CRC32.checksum([UInt8](bytes), continuing: result)
    }
    return result
  }
}
