import Gzip
import Testing

@Suite("Raw deflate data")
struct RawDeflateTests {
  private static let bytes = (0..<600_000).map { UInt8(truncatingIfNeeded: $0 / 7 * 31) }

  @Test("what was deflated is inflated, and its end is seen", arguments: [0, 1, 9])
  func roundTrip(level: Int) throws {
    let data = RawDeflate.deflate(Self.bytes, level: level)
    let padded = [7] + data + [7]
    let result = try RawDeflate.inflate(
      padded, in: 1..<data.count + 1, limit: Self.bytes.count)
    #expect(result.bytes == Self.bytes)
    #expect(result.isWhole)
  }

  @Test("no more than the limit is made")
  func limit() throws {
    let data = RawDeflate.deflate(Self.bytes)
    for limit in [0, 1, Self.bytes.count - 1] {
      let result = try RawDeflate.inflate(data, in: 0..<data.count, limit: limit)
      #expect(result.bytes.elementsEqual(Self.bytes.prefix(limit)))
      #expect(!result.isWhole)
    }
  }

  @Test("bytes behind the data show")
  func trailing() throws {
    let data = RawDeflate.deflate([1, 2, 3]) + [0]
    let result = try RawDeflate.inflate(data, in: 0..<data.count, limit: 3)
    #expect(result.bytes == [1, 2, 3])
    #expect(!result.isWhole)
  }

  @Test("data that are cut or damaged are refused at their place")
  func faults() {
    let data = RawDeflate.deflate(Self.bytes)
    #expect(throws: RawDeflateError.dataCut(offset: 9)) {
      try RawDeflate.inflate(data, in: 0..<9, limit: 1 << 20)
    }
    // Block type 3 does not exist (RFC 1951, section 3.2.3).
    #expect(throws: RawDeflateError.self) {
      try RawDeflate.inflate([0x07, 0], in: 0..<2, limit: 10)
    }
  }
}
