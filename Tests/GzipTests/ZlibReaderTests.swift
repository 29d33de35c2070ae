import Gzip
import Testing

@Suite("ZlibReader")
struct ZlibReaderTests {
  let data = (0..<3_000).map { UInt8(truncatingIfNeeded: $0 &* $0 / 7) }

  /// The Adler-32 as RFC 1950, section 8.2, words it.
  private func adler32(_ bytes: [UInt8]) -> UInt32 {
    var (low, high) = (UInt32(1), UInt32(0))
    for byte in bytes {
      low = (low + UInt32(byte)) % 65_521
      high = (high + low) % 65_521
    }
    return high << 16 | low
  }

  /// `data` as a zlib stream, of which a test may replace the header.
  private func stream(_ data: [UInt8], header: [UInt8] = [0x78, 0x9C]) -> [UInt8] {
    let body = Gzip.deflate(data).dropFirst(10).dropLast(8)
    let checksum = adler32(data)
    return header + body + (0..<4).map { UInt8(truncatingIfNeeded: checksum >> (24 - 8 * $0)) }
  }

  private func inflate(_ bytes: [UInt8]) throws(ZlibError) -> [UInt8] {
    var reader = ZlibReader(bytes: bytes)
    var output: [UInt8] = []
    try reader.read(10_000, into: &output)
    return output
  }

  private func expect(
    _ error: ZlibError, for bytes: [UInt8], sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(throws: error, sourceLocation: sourceLocation) { try inflate(bytes) }
  }

  @Test("the stream that every zlib writes is read")
  func knownStream() throws {
    // python3 -c "import zlib; print(zlib.compress(b'seven').hex())"
    let bytes: [UInt8] = [
      0x78, 0x9C, 0x2B, 0x4E, 0x2D, 0x4B, 0xCD, 0x03, 0x00, 0x06, 0x72, 0x02, 0x22,
    ]
    #expect(try inflate(bytes) == Array("seven".utf8))
    #expect(stream(Array("seven".utf8)) == bytes)
    #expect(try inflate(stream([])) == [])
  }

  @Test("pieces of any size give the same bytes as one read", arguments: [1, 2, 16, 999, 4_000])
  func pieces(size: Int) throws {
    let bytes = stream(data)
    var reader = ZlibReader(bytes: bytes)
    var output: [UInt8] = []
    while try reader.read(size, into: &output) == size {}
    #expect(output == data)
    #expect(reader.position == bytes.count)
    #expect(try reader.read(1, into: &output) == 0)
  }

  @Test("a header of any smaller window is read", arguments: 0...7)
  func windows(window: Int) throws {
    let first = window << 4 | 8
    let check = (31 - first << 8 % 31) % 31
    #expect(try inflate(stream(data, header: [UInt8(first), UInt8(check)])) == data)
  }

  @Test("each fault of the header has its name")
  func headerFaults() {
    expect(.headerCut(offset: 0), for: [])
    expect(.headerCut(offset: 1), for: [0x78])
    expect(.unknownMethod(offset: 0, found: 9), for: stream(data, header: [0x79, 0x9C]))
    expect(.window(offset: 0, found: 8), for: stream(data, header: [0x88, 0x1C]))
    expect(.headerCheck(offset: 0, found: 0x789D), for: stream(data, header: [0x78, 0x9D]))
    expect(.dictionary(offset: 1), for: stream(data, header: [0x78, 0xBB]))
  }

  @Test("data and checksum cut anywhere are named so")
  func cuts() {
    let bytes = stream(data)
    for count in 2..<bytes.count {
      expect(
        count < bytes.count - 4 ? .dataCut(offset: count) : .trailerCut(offset: count),
        for: Array(bytes[..<count]))
    }
  }

  @Test("any flipped bit of the checksum is refused as what it is", arguments: 0..<32)
  func flippedChecksum(bit: Int) {
    var bytes = stream(data)
    let checksum = adler32(data)
    bytes[bytes.count - 1 - bit / 8] ^= 1 << UInt8(bit % 8)
    expect(
      .checksum(offset: bytes.count - 4, expected: checksum, found: checksum ^ 1 << UInt32(bit)),
      for: bytes)
  }

  @Test("bytes after the stream are refused, another stream too")
  func trailingGarbage() {
    let bytes = stream(data)
    expect(.trailingGarbage(offset: bytes.count, count: 1), for: bytes + [0])
    expect(.trailingGarbage(offset: bytes.count, count: bytes.count), for: bytes + bytes)
  }

  @Test("a reader that has thrown throws the same again and gives no more data")
  func staysAtFault() throws {
    let bytes = stream(data) + [0]
    var reader = ZlibReader(bytes: bytes)
    var output: [UInt8] = []
    #expect(try reader.read(data.count - 1, into: &output) == data.count - 1)
    for _ in 0..<3 {
      let error = #expect(throws: ZlibError.self) { try reader.read(2, into: &output) }
      #expect(error == .trailingGarbage(offset: bytes.count - 1, count: 1))
      #expect(output == data)
    }
  }

  @Test("every message is one line that names offset, expected and found")
  func messages() {
    let errors: [ZlibError] = [
      .headerCut(offset: 77), .unknownMethod(offset: 77, found: 9), .window(offset: 77, found: 8),
      .headerCheck(offset: 77, found: 1), .dictionary(offset: 77),
      .damagedData(offset: 77, reason: "invalid block type"), .dataCut(offset: 77),
      .trailerCut(offset: 77), .checksum(offset: 77, expected: 1, found: 2),
      .trailingGarbage(offset: 77, count: 1),
    ]
    for error in errors {
      let message = error.description
      #expect(message.contains("at offset 77: expected \(error.expected), found \(error.found)"))
      #expect(!message.contains("\n") && !message.hasSuffix("."), "\(message)")
    }
  }
}
