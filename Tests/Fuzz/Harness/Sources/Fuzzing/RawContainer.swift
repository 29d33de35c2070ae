/// The container of a model file or checkpoint as bytes that may be wrong anywhere.
///
/// It is taken apart without a check and put together again with an honest layout, so that a
/// mutation of one section does not end at the first offset that no longer fits.
struct RawContainer {
  /// A row of the section table, and the bytes that it points at.
  struct Part {
    /// The row as it stands; offset, length and checksum are written anew.
    var row: [UInt8]
    var bytes: [UInt8]

    var type: [UInt8] { Array(row.prefix(4)) }
  }

  static let headerByteCount = 64
  static let rowByteCount = 32
  static let trailerByteCount = 64

  /// The header as it stands; lengths, counts and checksums are written anew.
  var header: [UInt8]
  var parts: [Part]

  /// Takes bytes apart; `nil` where they have no header and table.
  init?(_ file: [UInt8]) {
    let start = RawContainer.headerByteCount
    guard file.count >= start + RawContainer.rowByteCount, let count = file.number(at: 32, 4),
      count > 0
    else { return nil }
    header = Array(file[..<start])
    let room = (file.count - start) / RawContainer.rowByteCount
    parts = (0..<min(Int(count), room, 64)).map { index in
      let row = Array(file[(start + index * 32)...].prefix(RawContainer.rowByteCount))
      return Part(row: row, bytes: RawContainer.section(row, of: file))
    }
  }

  private static func section(_ row: [UInt8], of file: [UInt8]) -> [UInt8] {
    guard let offset = row.number(at: 8, 8).flatMap({ Int(exactly: $0) }),
      let count = row.number(at: 16, 8).flatMap({ Int(exactly: $0) }),
      offset <= file.count, count <= file.count - offset
    else { return [] }
    return Array(file[offset..<offset + count])
  }

  /// The index of the first section of a type.
  func index(of type: String) -> Int? {
    parts.firstIndex { $0.type == Array(type.utf8) }
  }

  /// Whether a tensor has one dimension.
  var hasVector: Bool {
    guard let directory = index(of: "TDIR") else { return false }
    return TensorRow.rows(of: parts[directory].bytes).contains { $0.dimensionCount == 1 }
  }

  /// Brings the sections into the order of the format: ascending types, `DATA` last.
  mutating func sort() {
    let data = Array("DATA".utf8)
    parts.sort { left, right in
      if left.type == data || right.type == data { return left.type != data }
      return left.type.lexicographicallyPrecedes(right.type)
    }
  }

  /// The file with an honest layout and all digests right.
  func file() -> [UInt8] {
    var parts = parts
    let tableEnd = RawContainer.headerByteCount + parts.count * RawContainer.rowByteCount
    var body: [UInt8] = []
    let bodyStart = aligned(tableEnd)
    for index in parts.indices {
      parts[index].row.set(UInt64(bodyStart + body.count), at: 8, 8)
      parts[index].row.set(UInt64(parts[index].bytes.count), at: 16, 8)
      body += parts[index].bytes
      body += [UInt8](repeating: 0, count: aligned(body.count) - body.count)
    }
    let length = UInt64(bodyStart + body.count + RawContainer.trailerByteCount)
    var result = header
    result.set(length, at: 24, 8)
    result.set(UInt64(parts.count), at: 32, 4)
    result += parts.flatMap(\.row)
    result += [UInt8](repeating: 0, count: bodyStart - tableEnd)
    result += body
    result += [UInt8](repeating: 0, count: 32)
    result.append(length, 8)
    result += [UInt8](repeating: 0, count: 16)
    result += [0x0A, 0x1A, 0x0A, 0x0D, 0x50, 0x4C, 0x4D, 0x89]
    return ContainerDigests.sealed(result)
  }

  private func aligned(_ offset: Int) -> Int { (offset + 63) / 64 * 64 }
}
