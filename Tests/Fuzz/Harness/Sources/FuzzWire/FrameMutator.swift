import Fuzzing

/// Mutates streams of frames: raw bytes, or bytes behind headers that are made right again.
enum FrameMutator {
  private static let headerByteCount = 32

  /// A mutated input of at most `limit` bytes.
  static func mutate(_ input: [UInt8], limit: Int, seed: UInt32) -> [UInt8] {
    var dice = Dice(seed: seed)
    let mutated = LibFuzzer.mutate(input, limit: limit)
    return dice.roll(4) == 0 ? mutated : repaired(mutated, &dice)
  }

  /// The stream with the magic, version, length and padding that let what follows be looked at.
  private static func repaired(_ input: [UInt8], _ dice: inout Dice) -> [UInt8] {
    guard input.count > headerByteCount else { return input }
    var bytes = input
    var start = 1
    while start + headerByteCount <= bytes.count {
      bytes.replaceSubrange(start..<start + 5, with: [0x89, 0x4D, 0x57, 0x50, 1])
      // The sender's bit, so that a client's input holds requests and a server's answers.
      bytes[start + 5] = bytes[start + 5] & 0x7F | (bytes[0] & 1) << 7
      let rest = bytes.count - start - headerByteCount
      let stated = Int(bytes[start + 24]) | Int(bytes[start + 25]) << 8
      let length = stated <= rest && dice.roll(2) == 0 ? stated : rest
      for index in 0..<4 { bytes[start + 24 + index] = UInt8(length >> (8 * index) & 0xFF) }
      let end = start + headerByteCount + length
      let padded = start + headerByteCount + (length + 7) / 8 * 8
      for index in end..<max(end, min(padded, bytes.count)) { bytes[index] = 0 }
      start = padded
    }
    return bytes
  }
}
