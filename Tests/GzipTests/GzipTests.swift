import Gzip
import Testing

@Suite("Gzip")
struct GzipTests {
  let text = Array("seven digits walk into a bar, seven digits walk out".utf8)

  @Test("deflate and inflate give the data back at every level", arguments: 0...9)
  func roundTrip(level: Int) throws {
    let long = (0..<700_000).map { UInt8(truncatingIfNeeded: $0 / 3 ^ $0 >> 9) }
    for data in [[], [0x42], text, long] {
      let compressed = Gzip.deflate(data, level: level)
      #expect(Gzip.isGzip(compressed))
      #expect(try Gzip.inflate(compressed, limit: data.count) == data)
    }
  }

  @Test("compression names no time and no system, so it is the same every time")
  func determinism() {
    let compressed = Gzip.deflate(text)
    #expect(Array(compressed.prefix(10)) == [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 2, 255])
    #expect(compressed == Gzip.deflate(text))
  }

  @Test("a member written by another tool is read")
  func foreignMember() throws {
    // printf 'hello\n' | gzip -n
    let bytes: [UInt8] = [
      0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x03, 0xCB, 0x48, 0xCD, 0xC9, 0xC9,
      0xE7, 0x02, 0x00, 0x20, 0x30, 0x3A, 0x36, 0x06, 0x00, 0x00, 0x00,
    ]
    #expect(try Gzip.inflate(bytes, limit: 100) == Array("hello\n".utf8))
  }

  @Test("every mixture of the optional header fields is read", arguments: 0..<32)
  func headerFields(mixture: Int) throws {
    var member = GzipMember(text)
    if mixture & 1 != 0 { member.isText = true }
    if mixture & 2 != 0 { member.hasHeaderChecksum = true }
    if mixture & 4 != 0 { member.extraField = [1, 2, 3] }
    if mixture & 8 != 0 { member.fileName = "n\u{E9}" }
    if mixture & 16 != 0 { member.comment = "" }
    #expect(try Gzip.inflate(member.bytes, limit: text.count) == text)
  }

  @Test("an extra field may be empty or as long as its length can say", arguments: [0, 65_535])
  func extraFieldSizes(count: Int) throws {
    var member = GzipMember(text)
    member.extraField = [UInt8](repeating: 0x1F, count: count)
    #expect(try Gzip.inflate(member.bytes, limit: text.count) == text)
  }

  @Test("joined members give joined data, empty members nothing")
  func joinedMembers() throws {
    let other = Array("and a second member".utf8)
    let joined =
      Gzip.deflate([]) + Gzip.deflate(text) + Gzip.deflate([])
      + GzipMember.complete(other).bytes + Gzip.deflate([])
    #expect(try Gzip.inflate(joined, limit: 1_000) == text + other)
    #expect(try Gzip.inflate(Gzip.deflate([]), limit: 0).isEmpty)
  }

  @Test("the limit is exact, within a member and across members")
  func limit() throws {
    let joined = Gzip.deflate(text) + Gzip.deflate(text)
    let whole = 2 * text.count
    #expect(try Gzip.inflate(joined, limit: whole).count == whole)
    for limit in [0, 1, text.count - 1, text.count, text.count + 1, whole - 1] {
      let error = #expect(throws: GzipError.self) { try Gzip.inflate(joined, limit: limit) }
      guard case .limitExceeded(_, limit) = error else {
        Issue.record("expected the limit to be named, found \(String(describing: error))")
        continue
      }
    }
  }

  @Test("a bomb costs no more than its limit")
  func bomb() {
    // 32 MB of zeros in about 32 KB; the reader stops after the first 1,000 bytes.
    let bomb = Gzip.deflate([UInt8](repeating: 0, count: 32 << 20), level: 9)
    #expect(bomb.count < 40_000)
    let error = #expect(throws: GzipError.self) { try Gzip.inflate(bomb, limit: 1_000) }
    guard case .limitExceeded(let offset, 1_000) = error else {
      Issue.record("expected the limit to be named, found \(String(describing: error))")
      return
    }
    #expect(offset < 100)
  }

  @Test("data are told from gzip by their first two bytes alone")
  func detection() {
    #expect(Gzip.isGzip([0x1F, 0x8B]))
    #expect(Gzip.isGzip([0x1F, 0x8B, 0xFF, 0xFF]))
    #expect(!Gzip.isGzip([0x1F]))
    #expect(!Gzip.isGzip([]))
    #expect(!Gzip.isGzip([0x00, 0x00, 0x08, 0x03]))
  }
}
