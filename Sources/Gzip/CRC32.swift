internal import CZlib

/// The cyclic redundancy check of gzip, zlib and PNG: polynomial `0x04C11DB7`, bits reflected,
/// initial value and final exclusive-or `0xFFFFFFFF`.
///
/// It tells which part of a file was damaged by accident; it is no defence against intent. The
/// check value of the nine bytes `123456789` is `0xCBF43926`. Source: RFC 1952, section 8.
public enum CRC32 {
  /// The checksum of `bytes`.
  ///
  /// - Parameters:
  ///   - bytes: the input.
  ///   - checksum: the checksum of what stands before `bytes`, 0 where nothing does. So the
  ///     checksum of a whole can be taken piece by piece.
  public static func checksum(_ bytes: Span<UInt8>, continuing checksum: UInt32 = 0) -> UInt32 {
    unsafe bytes.withUnsafeBufferPointer { buffer in
      // zlib answers an absent address with the initial checksum, and forgets the one so far.
      guard let address = buffer.baseAddress else { return checksum }
      // SAFETY: the buffer holds `count` initialised bytes for the length of this closure.
      return UInt32(
        truncatingIfNeeded: unsafe crc32_z(UInt(checksum), address, z_size_t(buffer.count)))
    }
  }

  /// The checksum of all of `bytes`.
  public static func checksum(_ bytes: [UInt8], continuing checksum: UInt32 = 0) -> UInt32 {
    self.checksum(bytes.span, continuing: checksum)
  }
}
