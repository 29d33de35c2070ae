import ByteCoding

extension ZipMember {
  /// Reads an entry of the central directory (4.3.12).
  init(_ reader: inout ByteReader) throws(ModelExchangeError) {
    let start = reader.position
    let signature: [UInt8]
    do {
      signature = try reader.bytes(4)
      try reader.skip(4)
      flags = try reader.u16(.little)
      method = try reader.u16(.little)
      try reader.skip(4)
      checksum = try reader.u32(.little)
      let compressed = try reader.u32(.little)
      let uncompressed = try reader.u32(.little)
      let nameLength = Int(try reader.u16(.little))
      let extraLength = Int(try reader.u16(.little))
      let commentLength = Int(try reader.u16(.little))
      // Disk and attributes.
      try reader.skip(8)
      let offset = try reader.u32(.little)
      nameBytes = try reader.bytes(nameLength)
      name = String(decoding: nameBytes, as: UTF8.self)
      var extra = try ZipMember.extra64(reader.slice(extraLength))
      byteCount = try ZipMember.wide(uncompressed, &extra)
      compressedByteCount = try ZipMember.wide(compressed, &extra)
      headerOffset = try ZipMember.wide(offset, &extra)
      try reader.skip(commentLength)
      entryOffset = start
    } catch {
      throw ZipArchive.fault(
        .zipDirectory, at: start, field: "entry", expected: "a whole entry", found: "\(error)")
    }
    guard signature == ZipRecord.directoryEntry else {
      throw ZipArchive.fault(
        .zipDirectory, at: start, field: "entry", expected: "PK 01 02", found: "other bytes")
    }
  }

  /// The extra field of 64-bit numbers (4.5.3); one without bytes where there is none.
  static func extra64(_ extra: consuming ByteReader) throws(ByteCodingError) -> ByteReader {
    while extra.remaining > 0 {
      let kind = try extra.u16(.little)
      let field = try extra.slice(Int(try extra.u16(.little)))
      if kind == ZipRecord.extraOf64Bits { return field }
    }
    return extra
  }

  /// A number of 32 bits, or the next of the extra field that it points to.
  static func wide(_ value: UInt32, _ extra: inout ByteReader) throws(ByteCodingError) -> UInt64 {
    value == ZipRecord.isIn64Bits ? try extra.u64(.little) : UInt64(value)
  }
}
