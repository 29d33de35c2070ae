import Gzip
import Testing

@Suite("CRC32")
struct CRC32Tests {
  @Test("the published check value is met")
  func checkValue() {
    #expect(CRC32.checksum(Array("123456789".utf8)) == 0xCBF4_3926)
    #expect(CRC32.checksum([]) == 0)
  }

  @Test("a checksum may be taken piece by piece, empty pieces too", arguments: 0...9)
  func pieces(split: Int) {
    let bytes = Array("123456789".utf8)
    let start = CRC32.checksum(bytes.span.extracting(..<split))
    let whole = CRC32.checksum(bytes.span.extracting(split...), continuing: start)
    #expect(whole == 0xCBF4_3926)
  }
}
