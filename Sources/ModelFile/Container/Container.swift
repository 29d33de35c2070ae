import ByteCoding
import Gzip

/// A file's sections, whatever they hold: the layer that models and checkpoints share.
///
/// The steps are apart because verification reports them as levels: creating a container checks
/// its layout (level 0), ``checkDigests()`` its bytes (level 1).
struct Container {
  let bytes: [UInt8]
  let header: FileHeader
  let entries: [SectionEntry]

  /// Checks header, section table, trailer and padding.
  init(_ bytes: [UInt8], limit: Int) throws(ModelFileError) {
    let header = try FileHeader(bytes, fileByteCount: bytes.count, limit: limit)
    let entries = try SectionTable.decode(bytes, header)
    try FileTrailer.check(bytes)
    var end = header.tableEnd
    for entry in entries {
      try Padding.checkZero(bytes, end..<entry.offset, .paddingNotZero, field: "padding")
      end = entry.end
    }
    let trailerOffset = bytes.count - FileTrailer.byteCount
    try Padding.checkZero(bytes, end..<trailerOffset, .paddingNotZero, field: "padding")
    self.bytes = bytes
    self.header = header
    self.entries = entries
  }

  /// Takes the start of a file of `fileByteCount` bytes that holds every section but `DATA`.
  ///
  /// Trailer, padding and the digest of the file stay unchecked.
  init(prefix: [UInt8], fileByteCount: Int, limit: Int) throws(ModelFileError) {
    let header = try FileHeader(prefix, fileByteCount: fileByteCount, limit: limit)
    precondition(
      prefix.count >= header.tableEnd,
      "a prefix of \(prefix.count) bytes does not hold a section table of \(header.tableEnd)")
    self.bytes = prefix
    self.header = header
    self.entries = try SectionTable.decode(prefix, header)
  }

  /// Checks the CRC-32 of each section that is there, and the SHA-256 of a whole file.
  func checkDigests() throws(ModelFileError) {
    for entry in entries where entry.end <= bytes.count {
      let computed = CRC32.checksum(bytes.span.extracting(entry.offset..<entry.end))
      guard entry.checksum == computed else {
        throw ModelFileError(
          .sectionChecksum, section: entry.type, at: entry.offset, field: "section CRC-32",
          expected: hexadecimal(entry.checksum), found: hexadecimal(computed))
      }
    }
    if bytes.count == header.fileByteCount { try FileTrailer.checkDigest(bytes) }
  }

  /// The entry of a section, where the file has it.
  func entry(_ type: SectionType) -> SectionEntry? { entries.first { $0.type == type } }

  /// A reader of a section's bytes.
  ///
  /// - Precondition: the entry is one of this container's, and its bytes are there.
  func reader(_ entry: SectionEntry) -> SectionReader {
    SectionReader(bytes, entry)
  }

  /// Checks that all critical sections are known to the caller and the required ones are there.
  func checkSections(required: [SectionType]) throws(ModelFileError) {
    for (index, entry) in entries.enumerated()
    where entry.type.isCritical && !required.contains(entry.type) {
      throw ModelFileError(
        .unknownCriticalSection, section: entry.type,
        at: FileHeader.byteCount + index * SectionTable.entryByteCount, field: "section type",
        expected: required.sorted().map(\.description).joined(separator: " "),
        found: "\(entry.type)")
    }
    for type in required.sorted() where entry(type) == nil {
      throw ModelFileError(
        .missingSection, section: type, at: FileHeader.byteCount, field: "section table",
        expected: "\(type)", found: entries.map(\.type.description).joined(separator: " "))
    }
  }

  /// The file that holds the given sections, in their canonical order.
  ///
  /// - Parameter minor: the lowest minor version that can hold them.
  static func encode(_ sections: [Section], minor: UInt16 = 0) -> [UInt8] {
    let sections = sections.sorted { $0.type < $1.type }
    let tableEnd = FileHeader.byteCount + sections.count * SectionTable.entryByteCount
    var offsets: [Int] = []
    var end = Padding.aligned(tableEnd)
    for section in sections {
      offsets.append(end)
      end = Padding.aligned(end + section.bytes.count)
    }
    let table = SectionTable.encode(sections, offsets: offsets)
    var writer = ByteWriter(reserving: end + FileTrailer.byteCount)
    writer.append(
      bytes: FileHeader.encode(
        minor: minor, fileByteCount: end + FileTrailer.byteCount, sectionCount: sections.count,
        tableChecksum: CRC32.checksum(table)))
    writer.append(bytes: table)
    writer.pad(to: FileHeader.alignment)
    for section in sections {
      writer.append(bytes: section.bytes)
      writer.pad(to: FileHeader.alignment)
    }
    writer.append(bytes: FileTrailer.encode(after: writer.bytes))
    return writer.bytes
  }
}
