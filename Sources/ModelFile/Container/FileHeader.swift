import ByteCoding
import Gzip

/// The 64 bytes at the start of a file.
struct FileHeader: Hashable {
  static let byteCount = 64
  static let alignment = 64
  /// The major version that this library reads and writes.
  static let major: UInt16 = 1
  /// The highest minor version that this library writes, and the highest `reader_min` that it can
  /// follow.
  static let minor: UInt16 = 1
  static let byteOrder: UInt32 = 0x0102_0304

  let minor: UInt16
  let readerMinimum: UInt16
  let fileByteCount: Int
  let sectionCount: Int
  let tableChecksum: UInt32

  /// The offset just after the section table.
  var tableEnd: Int { FileHeader.byteCount + sectionCount * SectionTable.entryByteCount }

  /// Reads and checks the header in the order of `formats/model-file.md`, section "Order of
  /// checks".
  ///
  /// - Parameters:
  ///   - bytes: the start of the file, or all of it.
  ///   - fileByteCount: the file's real length.
  init(_ bytes: [UInt8], fileByteCount: Int, limit: Int) throws(ModelFileError) {
    guard fileByteCount <= limit else {
      throw ModelFileError(
        .fileTooLarge, at: limit, field: "file length", expected: "at most \(limit) bytes",
        found: "\(fileByteCount)")
    }
    try FileSignature.check(bytes)
    guard bytes.count >= FileHeader.byteCount else {
      throw ModelFileError(
        .headerCut, at: bytes.count, field: "header", expected: "\(FileHeader.byteCount) bytes",
        found: "\(bytes.count)")
    }
    // The length was checked, so no read below can fail.
    let word = { (offset: Int, count: Int) in FileHeader.number(bytes, at: offset, count) }

    guard word(16, 4) == UInt64(FileHeader.byteOrder) else {
      throw ModelFileError(
        .byteOrder, at: 16, field: "byte order", expected: hexadecimal(FileHeader.byteOrder),
        found: hexadecimal(UInt32(truncatingIfNeeded: word(16, 4))))
    }
    try FileHeader.checkVersion(major: word(8, 2), minor: word(10, 2), readerMinimum: word(12, 2))
    let declared = word(24, 8)
    guard declared <= UInt64(fileByteCount) else {
      throw ModelFileError(
        .fileCut, at: fileByteCount, field: "file length", expected: "\(declared) bytes",
        found: "\(fileByteCount)")
    }
    guard declared == UInt64(fileByteCount) else {
      throw ModelFileError(
        .trailingBytes, at: Int(declared), field: "file length", expected: "\(declared) bytes",
        found: "\(fileByteCount)")
    }
    let checksum = UInt32(truncatingIfNeeded: word(60, 4))
    let computed = CRC32.checksum(bytes.span.extracting(0..<60))
    guard checksum == computed else {
      throw ModelFileError(
        .headerChecksum, at: 60, field: "header CRC-32", expected: hexadecimal(computed),
        found: hexadecimal(checksum))
    }
    try FileHeader.checkFields(bytes, word)

    self.minor = UInt16(word(10, 2))
    self.readerMinimum = UInt16(word(12, 2))
    self.fileByteCount = fileByteCount
    self.sectionCount = Int(word(32, 4))
    self.tableChecksum = UInt32(truncatingIfNeeded: word(36, 4))
    let trailerOffset = fileByteCount - FileTrailer.byteCount
    guard tableEnd <= trailerOffset else {
      throw ModelFileError(
        .tablePastEnd, at: 32, field: "section count",
        expected: "a table that ends before the trailer at \(trailerOffset)",
        found: "\(sectionCount) sections, a table that ends at \(tableEnd)")
    }
  }

  private static func checkVersion(
    major: UInt64, minor: UInt64, readerMinimum: UInt64
  ) throws(ModelFileError) {
    guard major == UInt64(FileHeader.major) else {
      throw ModelFileError(
        .unsupportedMajor, at: 8, field: "major version", expected: "\(FileHeader.major)",
        found: "\(major)")
    }
    guard readerMinimum <= minor else {
      throw ModelFileError(
        .readerMinimumAboveMinor, at: 12, field: "lowest minor version for readers",
        expected: "at most \(minor)", found: "\(readerMinimum)")
    }
    guard readerMinimum <= UInt64(FileHeader.minor) else {
      throw ModelFileError(
        .unsupportedReaderMinimum, at: 12, field: "lowest minor version for readers",
        expected: "at most \(FileHeader.minor)", found: "\(readerMinimum)")
    }
  }

  private static func checkFields(
    _ bytes: [UInt8], _ word: (Int, Int) -> UInt64
  ) throws(ModelFileError) {
    try Padding.checkZero(bytes, 14..<16, .reservedNotZero, field: "reserved")
    guard word(20, 4) == UInt64(alignment) else {
      throw ModelFileError(
        .alignment, at: 20, field: "alignment", expected: "\(alignment)", found: "\(word(20, 4))")
    }
    guard (1...UInt64(FormatLimits.sections)).contains(word(32, 4)) else {
      throw ModelFileError(
        .sectionCount, at: 32, field: "section count", expected: "1 to \(FormatLimits.sections)",
        found: "\(word(32, 4))")
    }
    guard word(40, 8) == UInt64(byteCount) else {
      throw ModelFileError(
        .tableOffset, at: 40, field: "table offset", expected: "\(byteCount)",
        found: "\(word(40, 8))")
    }
    try Padding.checkZero(bytes, 48..<60, .reservedNotZero, field: "reserved")
  }

  /// The little-endian number in `count` bytes, at most eight.
  ///
  /// - Precondition: the bytes are there.
  static func number(_ bytes: [UInt8], at offset: Int, _ count: Int) -> UInt64 {
    bytes[offset..<offset + count].reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// The header of a file that this library writes.
  ///
  /// - Parameter minor: the lowest version that can hold the sections, and the lowest that a reader
  ///   must know.
  static func encode(
    minor: UInt16, fileByteCount: Int, sectionCount: Int, tableChecksum: UInt32
  ) -> [UInt8] {
    var writer = ByteWriter(reserving: byteCount)
    writer.append(bytes: FileSignature.magic)
    writer.append(u16: major, .little)
    writer.append(u16: minor, .little)
    writer.append(u16: minor, .little)
    writer.append(u16: 0, .little)
    writer.append(u32: byteOrder, .little)
    writer.append(u32: UInt32(alignment), .little)
    writer.append(u64: UInt64(fileByteCount), .little)
    writer.append(u32: UInt32(sectionCount), .little)
    writer.append(u32: tableChecksum, .little)
    writer.append(u64: UInt64(byteCount), .little)
    writer.append(bytes: [UInt8](repeating: 0, count: 12))
    writer.append(u32: CRC32.checksum(writer.bytes), .little)
    return writer.bytes
  }
}
