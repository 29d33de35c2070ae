/// The header of one gzip member (RFC 1952, section 2.3).
///
/// Its optional fields are the sender's notes to a person. They are checked for their bounds, and
/// for the header checksum where there is one, and are then passed over.
struct MemberHeader {
  /// The two bytes that every member starts with.
  static let magic: [UInt8] = [0x1F, 0x8B]
  /// The only compression method that exists.
  static let deflate: UInt8 = 8

  /// The bits of the flag byte.
  private enum Flag {
    static let headerChecksum: UInt8 = 0x02
    static let extraField: UInt8 = 0x04
    static let fileName: UInt8 = 0x08
    static let comment: UInt8 = 0x10
    static let reserved: UInt8 = 0xE0
  }

  /// The offset of the compressed data.
  let dataOffset: Int

  /// Reads the header that starts at `start`, where the two magic bytes have been seen.
  init(in bytes: [UInt8], at start: Int) throws(GzipError) {
    /// The offset after `count` more bytes.
    func end(of count: Int, at offset: Int) throws(GzipError) -> Int {
      guard count <= bytes.count - offset else { throw .headerCut(offset: bytes.count) }
      return offset + count
    }
    /// The offset after a text and the zero that ends it.
    func endOfText(at offset: Int) throws(GzipError) -> Int {
      guard let zero = bytes[offset...].firstIndex(of: 0) else {
        throw .headerCut(offset: bytes.count)
      }
      return zero + 1
    }

    // Each byte is judged as soon as it is there: a wrong method is the better news than a cut.
    let methodOffset = start + MemberHeader.magic.count
    var offset = try end(of: 1, at: methodOffset)
    guard bytes[methodOffset] == MemberHeader.deflate else {
      throw .unknownMethod(offset: methodOffset, found: bytes[methodOffset])
    }
    let flagOffset = offset
    offset = try end(of: 1, at: offset)
    let flags = bytes[flagOffset]
    guard flags & Flag.reserved == 0 else {
      throw .reservedFlags(offset: flagOffset, found: flags & Flag.reserved)
    }
    // Modification time, extra flags and operating system: any value is legal.
    offset = try end(of: 6, at: offset)
    if flags & Flag.extraField != 0 {
      let fieldOffset = try end(of: 2, at: offset)
      offset = try end(of: Int(littleEndian16(bytes, at: offset)), at: fieldOffset)
    }
    if flags & Flag.fileName != 0 { offset = try endOfText(at: offset) }
    if flags & Flag.comment != 0 { offset = try endOfText(at: offset) }
    if flags & Flag.headerChecksum != 0 {
      let checksumOffset = offset
      offset = try end(of: 2, at: offset)
      let found = littleEndian16(bytes, at: checksumOffset)
      let expected = UInt16(
        truncatingIfNeeded: CRC32.checksum(bytes.span.extracting(start..<checksumOffset)))
      guard found == expected else {
        throw .headerChecksum(offset: checksumOffset, expected: expected, found: found)
      }
    }
    dataOffset = offset
  }
}

/// Two bytes at `offset` as an unsigned integer, the least significant byte first.
private func littleEndian16(_ bytes: [UInt8], at offset: Int) -> UInt16 {
  UInt16(bytes[offset]) | UInt16(bytes[offset + 1]) << 8
}
