import ModelFile
import Testing

@Suite("Exhaustive damage")
struct ExhaustiveDamageTests {
  static let smallOnes: [Golden] = [.smallest, .quantised]

  @Test("every truncation is refused, at or before the file's end", arguments: smallOnes)
  func truncations(_ golden: Golden) throws {
    let good = try golden.bytes()
    for length in 0..<good.count {
      let error = try #require(BadFile.verdict(Array(good.prefix(length))), "\(length) bytes")
      #expect(error.offset <= good.count, "\(length) bytes")
    }
  }

  @Test("every flipped bit is refused", arguments: smallOnes)
  func flippedBits(_ golden: Golden) throws {
    var bytes = try golden.bytes()
    for bit in 0..<bytes.count * 8 {
      let mask = UInt8(1) << UInt8(bit % 8)
      bytes[bit / 8] ^= mask
      if BadFile.verdict(bytes) == nil { Issue.record("bit \(bit) is not noticed") }
      bytes[bit / 8] ^= mask
    }
  }

  @Test(
    "a flipped bit behind right checksums is refused or gives another legal model",
    arguments: smallOnes)
  func flippedBitsBehindChecksums(_ golden: Golden) throws {
    let good = try golden.bytes()
    var file = FileEditor(good)
    let model = try ModelFile.decode(good)
    let digest = file.offset("TDIR") + 8..<file.offset("TDIR") + 40
    for offset in file.offset("ARCH")..<file.trailer {
      for mask in [UInt8(1), 0x10, 0x80] {
        let byte = file.bytes[offset]
        file.put(offset, [byte ^ mask])
        file.seal()
        let isDigest = digest.contains(offset)
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
