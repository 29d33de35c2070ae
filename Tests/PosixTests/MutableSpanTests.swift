import Posix
import Testing

@Suite struct MutableSpanTests {
  @Test("bytes move to the front whether or not they overlap", arguments: [1, 3, 4, 7])
  func moveToFront(start: Int) {
    var bytes = [UInt8](0..<8)
    var span = bytes.mutableSpan
    span.moveToFront(start..<8)
    #expect(Array(bytes[..<(8 - start)]) == Array(UInt8(start)..<8))
    #expect(Array(bytes[(8 - start)...]) == Array(UInt8(8 - start)..<8))
  }
}
