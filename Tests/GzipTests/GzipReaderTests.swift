import Gzip
import Testing

@Suite("GzipReader")
struct GzipReaderTests {
  let data = (0..<3_000).map { UInt8(truncatingIfNeeded: $0 &* $0 / 7) }

  @Test("pieces of any size give the same bytes as one read", arguments: [1, 2, 16, 999, 4_000])
  func pieces(size: Int) throws {
    let half = data.count / 2
    let joined = Gzip.deflate(Array(data[..<half])) + Gzip.deflate(Array(data[half...]))
    var reader = GzipReader(bytes: joined)
    var output: [UInt8] = []
    while try reader.read(size, into: &output) == size {}
    #expect(output == data)
    #expect(reader.position == joined.count)
    #expect(try reader.read(1, into: &output) == 0)
  }

  @Test("a read appends and leaves what was there")
  func appending() throws {
    var reader = GzipReader(bytes: Gzip.deflate(data))
    var output: [UInt8] = [1, 2, 3]
    #expect(try reader.read(0, into: &output) == 0)
    #expect(try reader.read(10, into: &output) == 10)
    #expect(output == [1, 2, 3] + data[..<10])
  }

  @Test("a reader that has thrown throws the same again and gives no more data")
  func staysAtFault() throws {
    var bytes = Gzip.deflate(data)
    bytes[bytes.count - 1] ^= 0x80
    var reader = GzipReader(bytes: bytes)
    var output: [UInt8] = []
    #expect(try reader.read(data.count - 1, into: &output) == data.count - 1)
    for _ in 0..<3 {
      let error = #expect(throws: GzipError.self) { try reader.read(2, into: &output) }
      #expect(
        error == .length(offset: bytes.count - 4, expected: 3_000, found: 3_000 | 0x8000_0000))
      #expect(output == data)
    }
  }

  @Test("deflate never expands more than the stated factor")
  func largestExpansion() {
    let zeros = [UInt8](repeating: 0, count: 4 << 20)
    let compressed = Gzip.deflate(zeros)
    #expect(zeros.count < GzipReader.largestExpansion * compressed.count)
    #expect(zeros.count > 900 * compressed.count)
  }
}
