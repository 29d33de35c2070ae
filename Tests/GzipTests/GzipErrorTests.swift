import Gzip
import Testing

/// One test for each way in which gzip data can be wrong.
@Suite("GzipError")
struct GzipErrorTests {
  let data = Array("seven digits walk into a bar".utf8)

  private func expect(
    _ expected: GzipError, for bytes: [UInt8], sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(throws: expected, sourceLocation: sourceLocation) {
      try Gzip.inflate(bytes, limit: 10_000)
    }
  }

  @Test("something else is named for what it starts with")
  func notGzip() {
    expect(.notGzip(offset: 0, found: [0x50, 0x4B]), for: [0x50, 0x4B, 3, 4])
    expect(.notGzip(offset: 0, found: [0x1F, 0x9D]), for: [0x1F, 0x9D, 0x90])
    expect(.notGzip(offset: 0, found: [0x00]), for: [0x00])
  }

  @Test("a header that is cut anywhere is named so")
  func headerCut() {
    let header = GzipMember.complete(data).header
    for count in 0..<header.count {
      expect(.headerCut(offset: count), for: Array(header[..<count]))
    }
    let first = Gzip.deflate(data)
    for count in 1..<header.count {
      expect(.headerCut(offset: first.count + count), for: first + header[..<count])
    }
  }

  @Test("an extra field longer than the input is a cut header")
  func extraFieldTooLong() {
    expect(.headerCut(offset: 14), for: [0x1F, 0x8B, 8, 4, 0, 0, 0, 0, 0, 3, 0xFF, 0xFF, 1, 2])
  }

  @Test("a compression method other than deflate is named", arguments: [0, 7, 9, 255] as [UInt8])
  func unknownMethod(method: UInt8) {
    var member = GzipMember(data)
    member.method = method
    expect(.unknownMethod(offset: 2, found: method), for: member.bytes)
  }

  @Test("reserved flags are refused", arguments: [0x20, 0x40, 0x80, 0xE0] as [UInt8])
  func reservedFlags(flags: UInt8) {
    var member = GzipMember.complete(data)
    member.reservedFlags = flags
    expect(.reservedFlags(offset: 3, found: flags), for: member.bytes)
  }

  @Test("a wrong header checksum is refused")
  func headerChecksum() {
    let member = GzipMember.complete(data)
    var bytes = member.bytes
    let offset = member.header.count - 2
    let expected = UInt16(bytes[offset]) | UInt16(bytes[offset + 1]) << 8
    bytes[offset] ^= 0x01
    expect(
      .headerChecksum(offset: offset, expected: expected, found: expected ^ 0x01), for: bytes)
  }

  @Test("any flipped bit of a header with a checksum is refused")
  func flippedHeaderBit() {
    let member = GzipMember.complete(data)
    for offset in member.header.indices {
      for bit in 0..<8 {
        var bytes = member.bytes
        bytes[offset] ^= 1 << UInt8(bit)
        #expect(throws: GzipError.self, "byte \(offset), bit \(bit)") {
          try Gzip.inflate(bytes, limit: 10_000)
        }
      }
    }
  }

  @Test("compressed data that are no deflate data are refused with zlib's reason")
  func damagedData() {
    let header = GzipMember(data).header
    let error = #expect(throws: GzipError.self) {
      try Gzip.inflate(header + [0xFF, 0xFF, 0xFF, 0xFF], limit: 100)
    }
    guard case .damagedData(let offset, let reason) = error else {
      Issue.record("expected damaged data, found \(String(describing: error))")
      return
    }
    #expect(offset > header.count && offset <= header.count + 4)
    #expect(reason == "invalid block type")
  }

  @Test("data cut anywhere are named so")
  func dataCut() {
    let member = GzipMember(data)
    for count in member.header.count..<member.header.count + member.body.count {
      expect(.dataCut(offset: count), for: Array(member.bytes[..<count]))
    }
  }

  @Test("a trailer cut anywhere is named so", arguments: 0..<8)
  func trailerCut(kept: Int) {
    let member = GzipMember(data)
    let bytes = member.header + member.body + member.trailer[..<kept]
    expect(.trailerCut(offset: bytes.count), for: bytes)
  }

  @Test("any flipped bit of the checksum or the length is refused as what it is")
  func flippedTrailerBit() {
    let bytes = Gzip.deflate(data)
    let checksum = CRC32.checksum(data)
    let length = UInt32(data.count)
    for bit in 0..<32 {
      var damaged = bytes
      damaged[bytes.count - 8 + bit / 8] ^= 1 << UInt8(bit % 8)
      expect(
        .checksum(
          offset: bytes.count - 8, expected: checksum, found: checksum ^ 1 << UInt32(bit)),
        for: damaged)
      damaged = bytes
      damaged[bytes.count - 4 + bit / 8] ^= 1 << UInt8(bit % 8)
      expect(
        .length(offset: bytes.count - 4, expected: length, found: length ^ 1 << UInt32(bit)),
        for: damaged)
    }
  }

  @Test("bytes after the last member are refused")
  func trailingGarbage() {
    let bytes = Gzip.deflate(data)
    expect(.trailingGarbage(offset: bytes.count, count: 1), for: bytes + [0x2A])
    expect(.trailingGarbage(offset: bytes.count, count: 3), for: bytes + [0x1F, 0x8C, 8])
    expect(.trailingGarbage(offset: bytes.count, count: 4), for: bytes + [0, 0, 0, 1])
  }

  @Test("zeros after the last member are refused under their own name", arguments: [1, 2, 512])
  func trailingZeros(count: Int) {
    let bytes = Gzip.deflate(data)
    expect(
      .trailingZeros(offset: bytes.count, count: count),
      for: bytes + [UInt8](repeating: 0, count: count))
  }

  @Test("zeros between two members are garbage, not padding")
  func zerosBetweenMembers() {
    let bytes = Gzip.deflate(data)
    expect(
      .trailingGarbage(offset: bytes.count, count: bytes.count + 2), for: bytes + [0, 0] + bytes)
  }

  @Test("damage in a later member is found at its absolute offset")
  func laterMember() {
    let first = Gzip.deflate(data)
    var second = GzipMember(data)
    second.method = 1
    expect(.unknownMethod(offset: first.count + 2, found: 1), for: first + second.bytes)
  }

  @Test("every prefix of joined members but the whole ones is refused")
  func prefixes() throws {
    let first = GzipMember.complete(data).bytes
    let joined = first + Gzip.deflate(data)
    for count in 0..<joined.count where count != first.count {
      #expect(throws: GzipError.self, "\(count) bytes") {
        try Gzip.inflate(Array(joined[..<count]), limit: 10_000)
      }
    }
    #expect(try Gzip.inflate(first, limit: 10_000) == data)
  }

  @Test("every message is one line that names offset, expected and found")
  func messages() {
    let errors: [GzipError] = [
      .notGzip(offset: 77, found: [0x0A]), .notGzip(offset: 77, found: []),
      .headerCut(offset: 77), .unknownMethod(offset: 77, found: 9),
      .reservedFlags(offset: 77, found: 0x80), .headerChecksum(offset: 77, expected: 1, found: 2),
      .damagedData(offset: 77, reason: "invalid block type"), .dataCut(offset: 77),
      .trailerCut(offset: 77), .checksum(offset: 77, expected: 1, found: 2),
      .length(offset: 77, expected: 1, found: 2), .trailingGarbage(offset: 77, count: 1),
      .trailingZeros(offset: 77, count: 1), .limitExceeded(offset: 77, limit: 1),
    ]
    for error in errors {
      let message = error.description
      #expect(error.offset == 77)
      #expect(message.contains("offset 77"), "\(message)")
      #expect(message.contains("expected") && message.contains("found"), "\(message)")
      #expect(!message.contains("\n") && !message.hasSuffix("."), "\(message)")
    }
    #expect(
      GzipError.checksum(offset: 8, expected: 0xAB, found: 0x1234_5678).description
        == "gzip checksum at offset 8: expected 0x000000ab, found 0x12345678")
  }
}
