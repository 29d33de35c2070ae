import ModelExchange
import ModelFile
import Testing

@Suite("Export and import")
struct RoundTripTests {
  @Test("what is imported is what was exported", arguments: Samples.all.indices, 0..<4)
  func roundTrip(sample: Int, export: Int) throws {
    let model = Samples.all[sample]
    let (format, options) = Samples.exports[export]
    let bytes = try ModelExport.encode(model, as: format, options: options)
    let imported = try ModelImport.decode(bytes)
    #expect(imported.tensorsSHA256 == model.tensorsSHA256)
    #expect(imported == model)
    #expect(try ModelExport.encode(imported, as: format, options: options) == bytes)
  }

  @Test("every cut of a file is refused", arguments: [0, 4], 0..<4)
  func cuts(sample: Int, export: Int) throws {
    let (format, options) = Samples.exports[export]
    let bytes = try ModelExport.encode(Samples.all[sample], as: format, options: options)
    // The line end behind a JSON text says nothing.
    let last = format == .json ? bytes.count - 1 : bytes.count
    for count in 0..<last {
      #expect(Samples.fault(Array(bytes.prefix(count)), from: format) != nil, "\(count) bytes")
      #expect(Samples.fault(Array(bytes.prefix(count))) != nil, "\(count) bytes, detected")
    }
  }

  @Test("10,000 damaged files are refused or read, and trap nothing", arguments: 0..<4)
  func mutations(export: Int) throws {
    let (format, options) = Samples.exports[export]
    let files = try [0, 3].map {
      try ModelExport.encode(Samples.all[$0], as: format, options: options)
    }
    var random = Xorshift(seed: 0x5EED + UInt64(export))
    var refused = 0
    for round in 0..<10_000 {
      var bytes = files[round % files.count]
      let isSealed = format == .npz && round / files.count % 2 == 1
      if isSealed {
        // Behind a wrong checksum nobody would look at the content.
        var archive = try ZipFixture(exported: bytes)
        random.damage(&archive.members[random.below(archive.members.count)].content)
        bytes = archive.bytes
      } else {
        random.damage(&bytes)
      }
      let fault = Samples.fault(bytes, from: format)
      if fault != nil { refused += 1 }
      #expect(!isSealed || fault?.code != .memberChecksum)
    }
    // Some changes fall on what nobody reads, such as the time of a member.
    #expect(refused > 5_000)
  }

  @Test("a model that no file may hold is not exported")
  func illegal() {
    var model = Samples.all[0]
    model.labels = ["a", "a", "b"]
    #expect(throws: ModelExchangeError.self) { try ModelExport.encode(model, as: .json) }
  }

  @Test("a file that says it has other tensors is refused", arguments: [0, 1])
  func digest(export: Int) throws {
    let model = Samples.all[0]
    let format = Samples.exports[export].format
    var bytes = try ModelExport.encode(model, as: format)
    let digest = Array("\(model.tensorsSHA256)".utf8)
    let range = try #require(bytes.firstRange(of: digest))
    bytes.replaceSubrange(range, with: digest.reversed())
    #expect(Samples.fault(bytes)?.code == .tensorsDigest)
  }
}

/// A small generator of pseudo-random numbers: Marsaglia, "Xorshift RNGs" (2003).
private struct Xorshift {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func below(_ bound: Int) -> Int {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Int(state % UInt64(bound))
  }

  /// Changes, removes or inserts up to three bytes, or removes a few more.
  mutating func damage(_ bytes: inout [UInt8]) {
    for _ in 0...below(3) {
      guard !bytes.isEmpty else { break }
      let index = below(bytes.count)
      switch below(5) {
      case 0: bytes[index] ^= 1 << UInt8(below(8))
      case 1: bytes[index] = [0, 0x7F, 0x80, 0xFF, 0x22, 0x2C, 0x7B, 0x30][below(8)]
      case 2: bytes.remove(at: index)
      case 3: bytes.insert(UInt8(below(256)), at: index)
      default: bytes.removeSubrange(index..<min(bytes.count, index + below(40)))
      }
    }
  }
}
