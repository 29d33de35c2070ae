import ByteCoding

/// What the end of a ZIP archive says: where the central directory is.
struct ZipEnd {
  /// The central directory.
  let directory: Range<Int>
  /// The number of its entries.
  let memberCount: Int

  /// Numbers of an end record, of 32 or of 64 bits.
  private struct Numbers {
    var disks: [UInt64]
    var counts: [UInt64]
    var byteCount: UInt64
    var offset: UInt64
  }

  /// Reads the record at the end of an archive.
  init(_ bytes: [UInt8]) throws(ModelExchangeError) {
    let start = try ZipEnd.start(bytes)
    var end = start
    var numbers: Numbers
    do {
      var reader = ByteReader(bytes: bytes)
      try reader.seek(to: start + 4)
      numbers = Numbers(
        disks: [UInt64(try reader.u16(.little)), UInt64(try reader.u16(.little))],
        counts: [UInt64(try reader.u16(.little)), UInt64(try reader.u16(.little))],
        byteCount: UInt64(try reader.u32(.little)), offset: UInt64(try reader.u32(.little)))
      if let wide = try ZipEnd.wide(bytes, before: start) {
        (numbers, end) = (wide.numbers, wide.offset)
      }
    } catch {
      throw ZipArchive.fault(
        .zipEnd, at: start, field: "end record", expected: "a whole record", found: "\(error)")
    }
    guard numbers.disks == [0, 0], numbers.counts[0] == numbers.counts[1],
      numbers.offset <= UInt64(end), numbers.byteCount == UInt64(end) - numbers.offset
    else {
      throw ZipArchive.fault(
        .zipDirectory, at: start, field: "end record",
        expected: "one disk, and a central directory that ends at \(end)",
        found: "\(numbers.byteCount) bytes at \(numbers.offset), disks \(numbers.disks), "
          + "members \(numbers.counts)")
    }
    guard numbers.counts[0] <= UInt64(ZipArchive.memberLimit) else {
      throw ZipArchive.fault(
        .zipMemberCount, at: start, field: "members",
        expected: "at most \(ZipArchive.memberLimit)", found: "\(numbers.counts[0])")
    }
    directory = Int(numbers.offset)..<end
    memberCount = Int(numbers.counts[0])
  }

  /// Where the end record is: at the very end, without a comment.
  private static func start(_ bytes: [UInt8]) throws(ModelExchangeError) -> Int {
    let start = bytes.count - ZipRecord.endByteCount
    let noComment: [UInt8] = [0, 0]
    if start >= 0, bytes[start...].starts(with: ZipRecord.end), bytes.suffix(2) == noComment[...] {
      return start
    }
    let reach = ZipRecord.endByteCount + Int(UInt16.max)
    let first = max(0, bytes.count - reach)
    let earlier = (first..<max(first, bytes.count - 3)).last { index in
      bytes[index] == ZipRecord.end[0] && bytes[index...].starts(with: ZipRecord.end)
    }
    guard let earlier, bytes.count - earlier > ZipRecord.endByteCount else {
      throw ZipArchive.fault(
        .zipEnd, at: bytes.count, field: "last \(ZipRecord.endByteCount) bytes",
        expected: "the end record PK 05 06", found: "the end of the file")
    }
    throw ZipArchive.fault(
      .zipTrailingBytes, at: earlier + ZipRecord.endByteCount, field: "end of the archive",
      expected: "no comment and no other bytes",
      found: "\(bytes.count - earlier - ZipRecord.endByteCount) bytes")
  }

  /// The record of 64-bit numbers before the end record, where there is one, and its offset.
  private static func wide(
    _ bytes: [UInt8], before start: Int
  ) throws(ByteCodingError) -> (numbers: Numbers, offset: Int)? {
    let locator = start - ZipRecord.end64LocatorByteCount
    let offset = locator - ZipRecord.end64ByteCount
    guard offset >= 0, bytes[locator...].starts(with: ZipRecord.end64Locator),
      bytes[offset...].starts(with: ZipRecord.end64)
    else { return nil }
    var reader = ByteReader(bytes: bytes)
    // Signature, length of the record, two versions.
    try reader.seek(to: offset + 16)
    return (
      Numbers(
        disks: [UInt64(try reader.u32(.little)), UInt64(try reader.u32(.little))],
        counts: [try reader.u64(.little), try reader.u64(.little)],
        byteCount: try reader.u64(.little), offset: try reader.u64(.little)), offset
    )
  }
}
