import ByteCoding
import Gzip

/// The table of sections after the header: 32 bytes for each.
enum SectionTable {
  static let entryByteCount = 32

  /// Reads and checks the table.
  ///
  /// - Precondition: `bytes` holds the whole table, which ends before the trailer.
  static func decode(
    _ bytes: [UInt8], _ header: FileHeader
  ) throws(ModelFileError) -> [SectionEntry] {
    let computed = CRC32.checksum(
      bytes.span.extracting(FileHeader.byteCount..<header.tableEnd))
    guard header.tableChecksum == computed else {
      throw ModelFileError(
        .tableChecksum, at: 36, field: "section table CRC-32", expected: hexadecimal(computed),
        found: hexadecimal(header.tableChecksum))
    }
    var entries: [SectionEntry] = []
    var headBytes = Padding.aligned(header.tableEnd)
    for index in 0..<header.sectionCount {
      let start = FileHeader.byteCount + index * entryByteCount
      let entry = try decodeEntry(bytes, at: start, header, after: entries.last)
      if entry.type != .data && entry.type != .selfTest {
        headBytes += Padding.aligned(entry.byteCount)
        guard headBytes <= FormatLimits.headBytes else {
          throw ModelFileError(
            .headTooLarge, section: entry.type, at: start + 16, field: "section length",
            expected: "a total of at most \(FormatLimits.headBytes) bytes",
            found: "\(headBytes)")
        }
      }
      entries.append(entry)
    }
    let end = entries.last?.end ?? header.tableEnd
    let trailerOffset = header.fileByteCount - FileTrailer.byteCount
    guard Padding.aligned(end) == trailerOffset else {
      throw ModelFileError(
        .hole, at: end, field: "end of the last section",
        expected: "the trailer at \(Padding.aligned(end))", found: "the trailer at \(trailerOffset)"
      )
    }
    return entries
  }

  private static func decodeEntry(
    _ bytes: [UInt8], at start: Int, _ header: FileHeader, after previous: SectionEntry?
  ) throws(ModelFileError) -> SectionEntry {
    let type = try decodeType(bytes, at: start, after: previous?.type)
    try Padding.checkZero(
      bytes, start + 4..<start + 8, .reservedNotZero, section: type, field: "section flags")

    let trailerOffset = header.fileByteCount - FileTrailer.byteCount
    let expected = Padding.aligned(previous?.end ?? header.tableEnd)
    let offset = FileHeader.number(bytes, at: start + 8, 8)
    let length = FileHeader.number(bytes, at: start + 16, 8)
    let fault = {
      (code: ModelFileError.Code, field: Int, wanted: String, found: UInt64) in
      ModelFileError(
        code, section: type, at: start + field,
        field: field == 8 ? "section offset" : "section length", expected: wanted,
        found: "\(found)")
    }
    guard offset % UInt64(FileHeader.alignment) == 0 else {
      throw fault(.sectionUnaligned, 8, "a multiple of \(FileHeader.alignment)", offset)
    }
    guard offset <= UInt64(trailerOffset) else {
      throw fault(.sectionPastEnd, 8, "at most \(trailerOffset)", offset)
    }
    guard offset >= UInt64(expected) else {
      throw fault(.sectionOverlap, 8, "\(expected)", offset)
    }
    guard offset == UInt64(expected) else { throw fault(.hole, 8, "\(expected)", offset) }
    guard length > 0 else { throw fault(.sectionEmpty, 16, "at least 1", length) }
    // Compared with what is left, because offset + length could wrap.
    guard length <= UInt64(trailerOffset) - offset else {
      throw fault(.sectionPastEnd, 16, "at most \(UInt64(trailerOffset) - offset)", length)
    }
    try Padding.checkZero(
      bytes, start + 28..<start + 32, .reservedNotZero, section: type, field: "reserved")
    return SectionEntry(
      type: type, offset: Int(offset), byteCount: Int(length),
      checksum: UInt32(FileHeader.number(bytes, at: start + 24, 4)))
  }

  private static func decodeType(
    _ bytes: [UInt8], at start: Int, after previous: SectionType?
  ) throws(ModelFileError) -> SectionType {
    let letters = Array(bytes[start..<start + 4])
    guard let type = SectionType(letters: letters) else {
      throw ModelFileError(
        .sectionTypeNotLetters, at: start, field: "section type", expected: "four ASCII letters",
        found: hexadecimal(letters))
    }
    guard !type.isReserved else {
      throw ModelFileError(
        .sectionTypeReserved, section: type, at: start, field: "section type",
        expected: "an upper-case third letter", found: "\(type)")
    }
    guard let previous else { return type }
    guard type != previous else {
      throw ModelFileError(
        .duplicateSection, section: type, at: start, field: "section type",
        expected: "each type once", found: "\(type) again")
    }
    guard previous < type else {
      throw ModelFileError(
        .sectionOrder, section: type, at: start, field: "section type",
        expected: "ascending types, DATA last", found: "\(type) after \(previous)")
    }
    return type
  }

  /// The table of sections that stand at given offsets.
  static func encode(_ sections: [Section], offsets: [Int]) -> [UInt8] {
    var writer = ByteWriter(reserving: sections.count * entryByteCount)
    for (section, offset) in zip(sections, offsets) {
      writer.append(bytes: section.type.letters)
      writer.append(u32: 0, .little)
      writer.append(u64: UInt64(offset), .little)
      writer.append(u64: UInt64(section.bytes.count), .little)
      writer.append(u32: CRC32.checksum(section.bytes), .little)
      writer.append(u32: 0, .little)
    }
    return writer.bytes
  }
}
