extension Gzip {
  /// Compresses `bytes` as one gzip member.
  ///
  /// The member names no file, time or operating system, so that the same bytes, level and version
  /// of zlib always give the same result.
  ///
  /// - Parameters:
  ///   - bytes: the data.
  ///   - level: 0 (stored) to 9 (smallest).
  /// - Precondition: `level` is within `0...9`.
  public static func deflate(_ bytes: [UInt8], level: Int = 9) -> [UInt8] {
    precondition((0...9).contains(level), "a compression level is 0 to 9, found \(level)")
    // Extra flags: 2 for the slowest algorithm, 4 for the fastest (RFC 1952, section 2.3.1, XFL).
    let extraFlags: UInt8 = level == 9 ? 2 : level == 1 ? 4 : 0
    let noFlags: UInt8 = 0
    let unknownSystem: UInt8 = 255
    var member =
      MemberHeader.magic
      + [MemberHeader.deflate, noFlags, 0, 0, 0, 0, extraFlags, unknownSystem]
    RawDeflate.append(bytes, level: level, to: &member)
    appendLittleEndian(CRC32.checksum(bytes), to: &member)
    appendLittleEndian(UInt32(truncatingIfNeeded: bytes.count), to: &member)
    return member
  }

  private static func appendLittleEndian(_ value: UInt32, to output: inout [UInt8]) {
    for shift in [0, 8, 16, 24] as [UInt32] {
      output.append(UInt8(truncatingIfNeeded: value >> shift))
    }
  }
}
