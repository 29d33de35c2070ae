import LinearAlgebra
import Testing

@Suite("Requantisation")
struct RequantisationTests {
  /// Sums whose conversion rounds, both ways and to even, and the ends of their range.
  static let sums: [Int32] = [
    0, 1, -1, 2, 3, 5, 254, 255, 256, 509, 510, 511, 1 << 24, (1 << 24) + 1, (1 << 24) + 3,
    -(1 << 24) - 1, (1 << 25) + 2, (1 << 25) + 6, 2_139_160_576, -2_139_160_576, 123_456_789,
  ]
  /// Halves, a third, and what leaves nothing or everything.
  static let multipliers: [Float] = [
    0.5, 1, 1.5, 0.1, 1 / 3, 2, 255, .leastNormalMagnitude, .greatestFiniteMagnitude, 0x1p-16,
    0x1.fffffep-9,
  ]

  @Test("bytes are the stated ones", arguments: KernelSet.available)
  func bytes(_ set: KernelSet) {
    for multiplier in Self.multipliers {
      let sums = Self.matrix
      let bytes = ByteTile(rows: sums.rows, columns: sums.columns)
      set.requantise(
        sums, rows: 0..<sums.rows, multipliers: Self.row(multiplier), into: bytes)
      for i in 0..<sums.rows {
        for j in 0..<sums.columns {
          #expect(
            bytes[i, j] == Self.byte(sums[i, j], multiplier),
            "\(set): \(sums[i, j]) times \(multiplier)")
        }
      }
    }
  }

  @Test("halves go to the even byte, and the rest is clamped", arguments: KernelSet.available)
  func halves(_ set: KernelSet) {
    let cases: [(Int32, Float, UInt8)] = [
      (1, 0.5, 0), (3, 0.5, 2), (5, 0.5, 2), (7, 0.5, 4), (507, 0.5, 254), (509, 0.5, 254),
      (510, 0.5, 255), (511, 0.5, 255), (1_000_000, 0.5, 255), (-1, 0.5, 0), (-1_000_000, 3, 0),
      (2_139_160_576, .greatestFiniteMagnitude, 255), (-5, .greatestFiniteMagnitude, 0),
      (2_139_160_576, .leastNormalMagnitude, 0),
    ]
    for (sum, multiplier, expected) in cases {
      let bytes = ByteTile(rows: 1, columns: 1)
      set.requantise(
        Int32Matrix(row: [sum]), rows: 0..<1, multipliers: PaddedMatrix(row: [multiplier]),
        into: bytes)
      #expect(bytes[0, 0] == expected, "\(set): \(sum) times \(multiplier)")
    }
  }

  @Test("logits are the stated ones, bit for bit", arguments: KernelSet.available)
  func logits(_ set: KernelSet) {
    for multiplier in Self.multipliers {
      let sums = Self.matrix
      let logits = PaddedMatrix(rows: sums.rows, columns: sums.columns)
      set.dequantise(
        sums, rows: 0..<sums.rows, multipliers: Self.row(multiplier), into: logits)
      for i in 0..<sums.rows {
        for j in 0..<sums.columns {
          let expected = Float(sums[i, j]) * multiplier + 0
          #expect(
            logits[i, j].bitPattern == expected.bitPattern,
            "\(set): \(sums[i, j]) times \(multiplier)")
        }
      }
      #expect(!logits.hasNegativeZero)
    }
  }

  @Test(
    "every width and some rows give their own bytes and no others",
    arguments: KernelSet.available)
  func widths(_ set: KernelSet) {
    var samples = Samples(seed: 5)
    for columns in Array(1...70) + [127, 128, 129, 130] {
      let sums = Int32Matrix(rows: 4, columns: columns)
      let multipliers = PaddedMatrix(
        row: samples.integers(columns, limit: 1000).map { Float(1001 + $0) * 0x1p-22 })
      for i in 0..<4 {
        for (j, value) in samples.integers(columns, limit: 1 << 20).enumerated() {
          sums[i, j] = Int32(value)
        }
      }
      let bytes = ByteTile(rows: 4, columns: columns)
      let logits = PaddedMatrix(rows: 4, columns: columns)
      for j in 0..<columns { (bytes[0, j], bytes[3, j]) = (9, 9) }
      set.requantise(sums, rows: 1..<3, multipliers: multipliers, into: bytes)
      set.dequantise(sums, rows: 1..<3, multipliers: multipliers, into: logits)
      for j in 0..<columns {
        #expect(bytes[0, j] == 9 && bytes[3, j] == 9 && logits[0, j] == 0 && logits[3, j] == 0)
        for i in 1..<3 {
          #expect(bytes[i, j] == Self.byte(sums[i, j], multipliers[0, j]))
          #expect(logits[i, j] == Float(sums[i, j]) * multipliers[0, j])
        }
      }
    }
  }

  /// The definition, with the rounding written out: the nearest integer, of two the even one.
  private static func byte(_ sum: Int32, _ multiplier: Float) -> UInt8 {
    let product = Float(sum) * multiplier
    if !(product > 0) { return 0 }
    if product >= 255 { return 255 }
    let below = Int(product)
    let rest = product - Float(below)
    return UInt8(rest > 0.5 || (rest == 0.5 && below % 2 == 1) ? below + 1 : below)
  }

  private static var matrix: Int32Matrix {
    let matrix = Int32Matrix(rows: 3, columns: sums.count)
    for i in 0..<3 {
      for (j, sum) in sums.enumerated() { matrix[i, j] = i == 0 ? sum : sum / 3 &+ Int32(i) }
    }
    return matrix
  }

  private static func row(_ multiplier: Float) -> PaddedMatrix {
    PaddedMatrix(row: [Float](repeating: multiplier, count: sums.count))
  }
}
