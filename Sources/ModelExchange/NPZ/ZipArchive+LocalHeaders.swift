import ByteCoding

extension ZipArchive {
  /// What stands before and behind a member's data.
  private struct LocalHeader {
    let signature: [UInt8]
    let flags: UInt16
    let method: UInt16
    let name: [UInt8]
    /// CRC-32, compressed and uncompressed number of bytes.
    let facts: [UInt64]
    let end: Int

    init(_ bytes: [UInt8], at offset: Int) throws(ByteCodingError) {
      var reader = ByteReader(bytes: bytes)
      try reader.seek(to: offset)
      signature = try reader.bytes(4)
      try reader.skip(2)
      flags = try reader.u16(.little)
      method = try reader.u16(.little)
      try reader.skip(4)
      let checksum = try reader.u32(.little)
      let compressed = try reader.u32(.little)
      let uncompressed = try reader.u32(.little)
      let nameLength = Int(try reader.u16(.little))
      let extraLength = Int(try reader.u16(.little))
      name = try reader.bytes(nameLength)
      var extra = try ZipMember.extra64(reader.slice(extraLength))
      let byteCount = try ZipMember.wide(uncompressed, &extra)
      facts = [UInt64(checksum), try ZipMember.wide(compressed, &extra), byteCount]
      end = reader.position
    }
  }

  /// Where the data of members are, which are given in the order of their headers.
  static func ranges(
    _ members: [ZipMember], _ bytes: [UInt8], directory: Int
  ) throws(ModelExchangeError) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    var end = 0
    for (index, member) in members.enumerated() {
      guard member.headerOffset == UInt64(end) else {
        throw fault(
          member.headerOffset < UInt64(end) ? .zipOverlap : .zipHole, at: end,
          field: escaped(member.name), expected: "its header at \(end)",
          found: "\(member.headerOffset)")
      }
      let next = index + 1 < members.count ? members[index + 1].headerOffset : UInt64(directory)
      let start = try checkedHeader(member, bytes, directory: directory)
      guard member.compressedByteCount <= UInt64(directory - start) else {
        throw fault(
          .zipOverlap, at: start, field: escaped(member.name),
          expected: "at most \(directory - start) bytes before the central directory",
          found: "\(member.compressedByteCount)")
      }
      let range = start..<start + Int(member.compressedByteCount)
      end = range.upperBound
      if member.hasDescriptor {
        try checkDescriptor(member, bytes, from: end, to: next)
        end = Int(next)
      }
      ranges.append(range)
    }
    guard end == directory else {
      throw fault(
        .zipHole, at: end, field: "end of the last member",
        expected: "\(directory), the central directory", found: "\(end)")
    }
    return ranges
  }

  /// The offset after a local header that says what the directory says.
  private static func checkedHeader(
    _ member: ZipMember, _ bytes: [UInt8], directory: Int
  ) throws(ModelExchangeError) -> Int {
    let offset = Int(member.headerOffset)
    let header: LocalHeader
    do {
      header = try LocalHeader(bytes, at: offset)
    } catch {
      throw fault(
        .zipHeader, at: offset, field: escaped(member.name), expected: "a whole local header",
        found: "\(error)")
    }
    let facts = facts(member)
    // A writer that cannot go back leaves the numbers to the descriptor behind the data.
    let isLegal =
      header.signature == ZipRecord.localHeader && header.name == member.nameBytes
      && header.flags == member.flags && header.method == member.method
      && (header.facts == facts || member.hasDescriptor && header.facts == [0, 0, 0])
      && header.end <= directory
    guard isLegal else {
      throw fault(
        .zipHeader, at: offset, field: escaped(member.name),
        expected: "what the central directory says: flags \(member.flags), method "
          + "\(member.method), CRC-32 and lengths \(facts)",
        found: "\(escaped(String(decoding: header.name, as: UTF8.self))), flags \(header.flags), "
          + "method \(header.method), \(header.facts)")
    }
    return header.end
  }

  /// Checks the numbers behind a member's data: with a signature or without one, of 32 or 64 bits
  /// (4.3.9).
  private static func checkDescriptor(
    _ member: ZipMember, _ bytes: [UInt8], from start: Int, to end: UInt64
  ) throws(ModelExchangeError) {
    let facts = facts(member)
    var forms: [[UInt8]] = []
    for signature in [ZipRecord.descriptor, []] {
      var narrow = ByteWriter()
      narrow.append(bytes: signature)
      var wide = narrow
      for (index, fact) in facts.enumerated() {
        narrow.append(u32: UInt32(truncatingIfNeeded: fact), .little)
        if index == 0 {
          wide.append(u32: UInt32(truncatingIfNeeded: fact), .little)
        } else {
          wide.append(u64: fact, .little)
        }
      }
      forms += [narrow.bytes, wide.bytes]
    }
    let isInside = end >= UInt64(start) && end <= UInt64(bytes.count)
    guard isInside, forms.contains(Array(bytes[start..<Int(end)].prefix(25))) else {
      throw fault(
        .zipDescriptor, at: start, field: escaped(member.name),
        expected: "CRC-32 and lengths \(facts) before \(end)", found: "other bytes")
    }
  }

  private static func facts(_ member: ZipMember) -> [UInt64] {
    [UInt64(member.checksum), member.compressedByteCount, member.byteCount]
  }
}
