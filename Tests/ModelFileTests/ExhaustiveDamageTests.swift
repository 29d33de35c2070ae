import ModelFile
import Testing

@Suite("Exhaustive damage")
struct ExhaustiveDamageTests {
  @Test("every truncation of the smallest model is refused, at or before its end")
  func truncations() throws {
    let good = try Golden.smallest.bytes()
    for length in 0..<good.count {
      let error = try #require(BadFile.verdict(Array(good.prefix(length))), "\(length) bytes")
      #expect(error.offset <= good.count, "\(length) bytes")
    }
  }

  @Test("every flipped bit of the smallest model is refused")
  func flippedBits() throws {
    var bytes = try Golden.smallest.bytes()
    for bit in 0..<bytes.count * 8 {
      let mask = UInt8(1) << UInt8(bit % 8)
      bytes[bit / 8] ^= mask
      if BadFile.verdict(bytes) == nil { Issue.record("bit \(bit) is not noticed") }
      bytes[bit / 8] ^= mask
    }
  }

  @Test("a flipped bit behind right checksums is refused or gives another legal model")
  func flippedBitsBehindChecksums() throws {
    let good = try Golden.smallest.bytes()
    var file = FileEditor(good)
    let model = try ModelFile.decode(good)
    for offset in 256..<file.trailer {
      for mask in [UInt8(1), 0x10, 0x80] {
        let byte = file.bytes[offset]
        file.put(offset, [byte ^ mask])
        file.seal()
        let isDigest = (456..<488).contains(offset)
        switch Result(catching: { () throws(ModelFileError) in try ModelFile.decode(file.bytes) }) {
        case .success(let other): #expect(isDigest || other != model, "byte \(offset)")
        case .failure(let error): #expect(error.offset >= 64, "byte \(offset)")
        }
        file.put(offset, [byte])
      }
    }
  }

  @Test("every truncation of a checkpoint is refused")
  func checkpointTruncations() throws {
    let good = try Fixtures.bytes(Golden.checkpointFile)
    for length in 0..<good.count {
      #expect(BadFile.verdict(Array(good.prefix(length)), isCheckpoint: true) != nil)
    }
  }
}
