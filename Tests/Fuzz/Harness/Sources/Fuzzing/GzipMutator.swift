internal import Gzip

/// Mutates gzip data: raw bytes, bytes behind right checksums, or the data that they hold.
public enum GzipMutator {
  /// More than any input of a few kilobytes needs, and soon done.
  private static let contentLimit = 1 << 14

  /// Mutated gzip data of at most `limit` bytes.
  ///
  /// - Parameter mutateContent: mutates what is compressed; its result is compressed again.
  public static func mutate(
    _ bytes: [UInt8], limit: Int, _ dice: inout Dice,
    content mutateContent: (_ content: [UInt8], _ dice: inout Dice) -> [UInt8]
  ) -> [UInt8] {
    // Rarely where a compressor is set up, which takes longer than all the rest.
    switch dice.roll(32) {
    case 0..<8: return LibFuzzer.mutate(bytes, limit: limit)
    case 8..<29: return repaired(LibFuzzer.mutate(bytes, limit: limit))
    case 29:
      let longer = bytes + compressed(Array(bytes.prefix(dice.roll(64))), &dice)
      return longer.count <= limit ? longer : repaired(bytes)
    default:
      guard let content = ZlibOracle.inflate(bytes, limit: contentLimit) else {
        return repaired(LibFuzzer.mutate(bytes, limit: limit))
      }
      let result = compressed(mutateContent(content, &dice), &dice)
      return result.count <= limit ? result : repaired(LibFuzzer.mutate(bytes, limit: limit))
    }
  }

  /// One member, of any level, with any of the optional fields of a header.
  public static func compressed(_ content: [UInt8], _ dice: inout Dice) -> [UInt8] {
    var member = Gzip.deflate(content, level: dice.roll(10))
    let flags = dice.roll(2) == 0 ? 0 : UInt8(dice.roll(32))
    member[3] = flags
    var fields: [UInt8] = []
    if flags & 0x04 != 0 { fields += [2, 0, 0x41, 0x42] }
    if flags & 0x08 != 0 { fields += Array("name".utf8) + [0] }
    if flags & 0x10 != 0 { fields += [0] }
    if flags & 0x02 != 0 {
      let checksum = UInt16(truncatingIfNeeded: CRC32.checksum(member[..<10] + fields))
      fields += [UInt8(truncatingIfNeeded: checksum), UInt8(checksum >> 8)]
    }
    member.insert(contentsOf: fields, at: 10)
    return member
  }

  /// The data with checksums and lengths made right, as far as they are sound.
  ///
  /// Not by the reader under test: where it traps here, libFuzzer keeps the input before.
  private static func repaired(_ bytes: [UInt8]) -> [UInt8] {
    ZlibOracle.repaired(bytes, limit: contentLimit)
  }
}
