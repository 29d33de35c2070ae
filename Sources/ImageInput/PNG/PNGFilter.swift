/// How the bytes of a row were changed before compression (PNG specification, section 9).
enum PNGFilter: UInt8 {
  case none = 0
  /// The difference to the pixel on the left.
  case sub = 1
  /// The difference to the pixel above.
  case up = 2
  /// The difference to the mean of the two, rounded down.
  case average = 3
  /// The difference to that of left, above and upper left that is nearest to left + above - upper
  /// left.
  case paeth = 4

  /// Restores a row; all arithmetic is modulo 256.
  ///
  /// - Parameters:
  ///   - row: the row, whose first byte is the filter's and stays.
  ///   - above: the restored row above, of the same length; zeros above the first row.
  ///   - bytesPerPixel: how far back "left" is; what would lie before the row counts as zero.
  func undo(_ row: inout [UInt8], above: [UInt8], bytesPerPixel: Int) {
    precondition(
      row.count == above.count, "a row of \(row.count) bytes under one of \(above.count)")
    let count = row.count
    let first = min(1 + bytesPerPixel, count)
    switch self {
    case .none:
      break
    case .sub:
      for i in first..<count { row[i] &+= row[i - bytesPerPixel] }
    case .up:
      for i in 1..<count { row[i] &+= above[i] }
    case .average:
      for i in 1..<first { row[i] &+= above[i] / 2 }
      for i in first..<count {
        let sum = UInt16(row[i - bytesPerPixel]) + UInt16(above[i])
        row[i] &+= UInt8(truncatingIfNeeded: sum / 2)
      }
    case .paeth:
      for i in 1..<first { row[i] &+= above[i] }
      for i in first..<count {
        row[i] &+= PNGFilter.predict(
          left: row[i - bytesPerPixel], above: above[i], upperLeft: above[i - bytesPerPixel])
      }
    }
  }

  /// The Paeth predictor; among equals left comes before above, above before upper left
  /// (section 9.4).
  private static func predict(left: UInt8, above: UInt8, upperLeft: UInt8) -> UInt8 {
    let (a, b, c) = (Int(left), Int(above), Int(upperLeft))
    let distanceA = abs(b - c)
    let distanceB = abs(a - c)
    let distanceC = abs(a + b - 2 * c)
    if distanceA <= distanceB, distanceA <= distanceC { return left }
    return distanceB <= distanceC ? above : upperLeft
  }
}
