import Gzip
import ImageInput
import Testing

/// Damage in numbers: whatever the bytes, there is an image or a located error.
@Suite("Damaged images")
struct DamagedImageTests {
  /// A sequence of numbers that a seed decides (SplitMix64).
  private struct Dice: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
      return z ^ z >> 31
    }
  }

  /// Decodes and normalises; says whether the decoder refused the bytes.
  private func isRefused(_ bytes: [UInt8]) -> Bool {
    do {
      let image = try GreyImage(decoding: bytes, pixelLimit: 1 << 16)
      if let digit = try? DigitNormaliser(treatment: .normalise).normalise(image) {
        // A blank image is no fault of the decoder; any other gives a whole digit.
        #expect(digit.pixels.count == 28 * 28)
      }
      return false
    } catch {
      #expect((0...bytes.count).contains(error.offset), "\(error)")
      return true
    }
  }

  @Test(
    "every prefix is refused",
    arguments: ["palette-4-trns", "colour-16-adam7", "pieces-of-7-adam7"])
  func prefixes(name: String) throws {
    let bytes = try ImageFixtures.bytes("\(name).png")
    for count in bytes.indices {
      #expect(isRefused(Array(bytes[..<count])), "\(count) bytes")
    }
  }

  @Test("every flipped bit is refused", arguments: ["palette-4-trns", "grey-alpha-8-adam7"])
  func flippedBits(name: String) throws {
    let whole = try ImageFixtures.bytes("\(name).png")
    for bit in 0..<8 * whole.count {
      var bytes = whole
      bytes[bit / 8] ^= 1 << UInt8(bit % 8)
      #expect(isRefused(bytes), "bit \(bit)")
    }
  }

  @Test("20,000 random changes give an image or a located error", arguments: 0..<4 as Range<UInt64>)
  func randomChanges(seed: UInt64) throws {
    var dice = Dice(state: seed)
    let files = try ImageFixtures.names().flatMap { name in
      [try ImageFixtures.bytes("\(name).png"), try ImageFixtures.bytes("\(name).pgm")]
    }
    for _ in 0..<5_000 {
      var bytes = files[Int.random(in: 0..<files.count, using: &dice)]
      for _ in 0..<Int.random(in: 1...4, using: &dice) {
        let place = Int.random(in: 0..<bytes.count, using: &dice)
        switch Int.random(in: 0..<4, using: &dice) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &dice)
        case 1:
          bytes[place] = [0, 1, 0x20, 0x39, 0x7F, 0x80, 0xFF].randomElement(using: &dice) ?? 0
        case 2: bytes.insert(bytes[place], at: place)
        default: bytes.remove(at: place)
        }
        if bytes.isEmpty { bytes = [0] }
      }
      // Without its checksums repaired, hardly any change would get past the first chunk.
      _ = isRefused(Bool.random(using: &dice) ? repaired(bytes) : bytes)
    }
  }

  /// The file with the right CRC-32 in every chunk that is whole.
  private func repaired(_ file: [UInt8]) -> [UInt8] {
    var bytes = file
    var offset = 8
    while offset + 12 <= bytes.count {
      let length = bytes[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) }
      let end = offset + 8 + length
      guard end + 4 <= bytes.count else { break }
      let checksum = CRC32.checksum(Array(bytes[offset + 4..<end]))
      bytes.replaceSubrange(end..<end + 4, with: bigEndian(checksum))
      offset = end + 4
    }
    return bytes
  }
}
