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

  /// Reads input that comes in pieces of a size.
  private func outcome(
    of bytes: [UInt8], inPiecesOf size: Int
  ) -> (output: [UInt8], error: GzipError?) {
    var reader = GzipReader()
    var output: [UInt8] = []
    var next = 0
    do throws(GzipError) {
      while true {
        if try reader.read(100, into: &output) == 100 { continue }
        guard reader.needsInput else { return (output, nil) }
        let end = min(next + size, bytes.count)
        if next == end { reader.endInput() } else { reader.append(Array(bytes[next..<end])) }
        next = end
      }
    } catch {
      return (output, error)
    }
  }

  @Test("input in pieces of any size gives the same bytes", arguments: [1, 7, 100, 5_000])
  func inputInPieces(size: Int) {
    let joined =
      GzipMember.complete(Array(data[..<1_000])).bytes + Gzip.deflate(Array(data[1_000...]))
    let (output, error) = outcome(of: joined, inPiecesOf: size)
    #expect(output == data && error == nil)
  }

  @Test("input in pieces is refused for the same fault at the same place", arguments: [1, 3, 64])
  func faultsInPieces(size: Int) {
    let members = GzipMember.complete([1, 2, 3]).bytes + Gzip.deflate(Array(data[..<50]))
    for length in members.indices {
      compare(Array(members[..<length]), size)
      var damaged = members
      damaged[length] ^= 0x55
      compare(damaged, size)
    }
    compare(members + [0, 0, 0], size)
    compare(members + [0, 0, 7, 0], size)
    compare(members + [0x1F], size)
    compare([], size)
  }

  private func compare(_ bytes: [UInt8], _ size: Int) {
    let whole = Result { () throws(GzipError) in try Gzip.inflate(bytes, limit: 10_000) }
    let (output, error) = outcome(of: bytes, inPiecesOf: size)
    #expect(whole == (error.map { .failure($0) } ?? .success(output)))
  }

  @Test("a header without an end is not kept for ever")
  func endlessHeader() {
    let start: [UInt8] = [0x1F, 0x8B, 8, 8, 0, 0, 0, 0, 0, 3]
    let endless = start + [UInt8](repeating: 0x41, count: 3 << 20)
    #expect(
      outcome(of: endless, inPiecesOf: 1 << 18).error
        == .headerTooLong(offset: 0, limit: 1 << 20))
  }
}
