/// Mutates files of other programs' formats: raw bytes, or parts of their structure with all
/// lengths, counts, offsets and checksums around them made right.
public enum ImportMutator {
  /// A mutated file of at most `limit` bytes.
  public static func mutate(_ file: [UInt8], limit: Int, seed: UInt32) -> [UInt8] {
    var dice = Dice(seed: seed)
    let start = dice.roll(2) == 0 ? withoutDigest(file) : file
    let mutated = dice.roll(8) == 0 ? nil : structured(start, limit: limit, &dice)
    guard let mutated, mutated.count <= limit else { return LibFuzzer.mutate(file, limit: limit) }
    return mutated
  }

  /// A file whose structure was mutated; `nil` where it has none.
  private static func structured(
    _ file: [UInt8], limit: Int, _ dice: inout Dice
  ) -> [UInt8]? {
    if file.starts(with: "GGUF".utf8) { return GGUFMutator.mutate(file, &dice) }
    if file.starts(with: "PK".utf8) {
      return ArchiveMutator.mutate(file, limit: limit, &dice)
    }
    if file.count > 8, file[8] == UInt8(ascii: "{"), file[4..<8].allSatisfy({ $0 == 0 }) {
      return SafetensorsMutator.mutate(file, &dice)
    }
    if file.first == 0x08 {
      guard var message = WireMessage(file) else { return nil }
      message.mutate(&dice)
      return message.bytes
    }
    return JSONMutator.mutate(file, &dice)
  }

  /// The bytes with another name for the digest of the tensors, which would shield all of them.
  static func withoutDigest(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    for name in ["tensors_sha256", "tensorsSHA256"] {
      guard let range = bytes.firstRange(of: Array(name.utf8)) else { continue }
      bytes[range.upperBound - 1] = UInt8(ascii: "_")
    }
    return bytes
  }

  /// Integers that are worth a try as a size, a count or an offset.
  static func number(_ old: UInt64, _ dice: inout Dice) -> UInt64 {
    let numbers: [UInt64] = [
      0, 1, 2, 4, old &+ 1, old &- 1, old &* 2, old ^ 1 << UInt64(dice.roll(64)), 65_536, 65_537,
      1 << 28, 1 << 31, UInt64(UInt32.max), UInt64(Int.max), 1 << 63, .max,
    ]
    return numbers[dice.roll(numbers.count)]
  }
}
