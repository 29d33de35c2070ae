internal import CZlibOracle

/// What zlib's own gzip reader makes of an input, member by member.
public enum ZlibOracle {
  /// The content, where zlib accepts every member, nothing follows the last one, and the content
  /// is no longer than `limit`.
  public static func inflate(_ bytes: [UInt8], limit: Int) -> [UInt8]? {
    var content: [UInt8] = []
    var position = 0
    repeat {
      guard let member = member(bytes[position...], room: limit - content.count) else { return nil }
      content += member.content
      position += member.consumed
    } while position < bytes.count
    return content
  }

  /// The content of deflate data without header and trailer, where zlib accepts it as a whole and it
  /// is no longer than `limit`.
  static func inflateRaw(_ bytes: [UInt8], limit: Int) -> [UInt8]? {
    let header: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF]
    return inflate(
      repaired(header + bytes + [UInt8](repeating: 0, count: 8), limit: limit), limit: limit)
  }

  /// The members with right checksums and lengths, as far as they are sound.
  static func repaired(_ bytes: [UInt8], limit: Int) -> [UInt8] {
    var bytes = bytes
    var scratch = [UInt8](repeating: 0, count: limit)
    zlib_oracle_repair(&bytes, UInt32(bytes.count), &scratch, UInt32(limit))
    return bytes
  }

  private static func member(
    _ bytes: ArraySlice<UInt8>, room: Int
  ) -> (content: [UInt8], consumed: Int)? {
    var used: UInt32 = 0
    var isAccepted = false
    // One byte of room too many, because zlib takes an absent output for a mistake.
    let content = [UInt8](unsafeUninitializedCapacity: room + 1) { output, count in
      var made: UInt32 = 0
      bytes.withUnsafeBufferPointer { input in
        isAccepted =
          zlib_oracle_member(
            input.baseAddress, UInt32(input.count), output.baseAddress, UInt32(room + 1), &used,
            &made) == 1
      }
      count = Int(made)
    }
    return isAccepted && content.count <= room ? (content, Int(used)) : nil
  }
}
