import LinearAlgebra

/// Seeded random values for the tests of kernels; zeros, exact and tiny numbers are frequent.
struct Samples {
  private var index: UInt64 = 0
  private let philox: Philox

  init(seed: UInt64) { philox = Philox(seed: seed) }

  private mutating func words() -> SIMD4<UInt32> {
    index += 1
    return philox.words(stream: .synthesis, index: index)
  }

  mutating func float() -> Float {
    let words = words()
    let value = Philox.unit(words[0]) * 2 - 1
    switch words[1] % 16 {
    case 0: return 0
    case 1: return -0.0
    case 2: return value * 0x1p-140  // denormal
    case 3: return words[2] % 2 == 0 ? 1 : -1
    default: return value
    }
  }

  mutating func floats(_ count: Int) -> [Float] { (0..<count).map { _ in float() } }

  mutating func matrix(_ rows: Int, _ columns: Int) -> PaddedMatrix {
    PaddedMatrix(Matrix(rows: rows, columns: columns, elements: floats(rows * columns)))
  }

  /// Four in five are zero, as in images of digits.
  mutating func bytes(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in
      let words = words()
      return words[0] % 5 == 0 ? UInt8(truncatingIfNeeded: words[1]) : 0
    }
  }

  /// Integers of -limit...limit.
  mutating func integers(_ count: Int, limit: Int) -> [Int] {
    (0..<count).map { _ in Int(words()[0] % UInt32(2 * limit + 1)) - limit }
  }

  mutating func tile(_ rows: Int, _ columns: Int) -> ByteTile {
    let tile = ByteTile(rows: rows, columns: columns)
    let bytes = bytes(rows * columns)
    for i in 0..<rows {
      for j in 0..<columns { tile[i, j] = bytes[i * columns + j] }
    }
    return tile
  }

  /// Pixels to 0...1: a zero pixel is exactly zero.
  static let unit = PixelTable((0...255).map { Float($0) / 255 })
  /// Pixels to -0.4...2.8: a zero pixel counts.
  static let shifted = PixelTable((0...255).map { (Float($0) / 255 - 0.1307) / 0.3081 })

  /// Every set but the reference.
  static let vectorSets = KernelSet.available.filter { $0.name != "scalar" }
  /// Every width of a padded row, and some beyond the blocks of all kernels.
  static let widths = Array(1...40) + [48, 63, 64, 65, 96, 112, 127, 128, 129, 130, 160, 257]
}

extension PaddedMatrix {
  /// The bits of all elements: 0 and -0 differ, and so do the kinds of not-a-number.
  var bits: [UInt32] { matrix.elements.map(\.bitPattern) }
  /// Whether a negative zero is among the elements.
  var hasNegativeZero: Bool { bits.contains(0x8000_0000) }
  /// An independent copy.
  var copied: PaddedMatrix { PaddedMatrix(matrix) }
}
