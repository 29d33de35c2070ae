/// A row of a tensor directory that may be wrong anywhere.
struct TensorRow {
  private static let fixedByteCount = 32

  /// Where the row starts within the section.
  let start: Int
  let nameByteCount: Int
  let dimensionCount: Int
  let offset: UInt64?
  let byteCount: UInt64?

  /// The rows of a section, as far as one follows the other.
  static func rows(of section: [UInt8]) -> [TensorRow] {
    var rows: [TensorRow] = []
    var start = 40
    while let row = TensorRow(section, at: start) {
      rows.append(row)
      start = row.end
    }
    return rows
  }

  private init?(_ section: [UInt8], at start: Int) {
    guard let nameByteCount = section.number(at: start, 2).map({ Int($0) }),
      section.count - start >= TensorRow.fixedByteCount + nameByteCount
    else { return nil }
    self.start = start
    self.nameByteCount = nameByteCount
    dimensionCount = min(Int(section[start + 3]), 2)
    offset = section.number(at: start + 16, 8)
    byteCount = section.number(at: start + 24, 8)
  }

  private var end: Int { start + TensorRow.fixedByteCount + nameByteCount }

  /// The fields that the tensors digest covers, in its order; the tensor's bytes follow them.
  var hashedFields: [Range<Int>] {
    [
      start..<start + 2,
      end - nameByteCount..<end,
      start + 2..<start + 4,
      start + 4..<start + 4 + 4 * dimensionCount,
      start + 24..<start + 32,
    ]
  }
}
