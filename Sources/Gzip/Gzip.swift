/// Compression and decompression of whole byte strings in the gzip format (RFC 1952).
public enum Gzip {
  /// Whether `bytes` start as gzip data do, with `1F 8B`.
  public static func isGzip(_ bytes: [UInt8]) -> Bool {
    bytes.starts(with: MemberHeader.magic)
  }

  /// Inflates all of `bytes`, refusing to make more than `limit` bytes.
  ///
  /// Memory is taken as data appear, so that a small input that claims much costs little. Where
  /// the data themselves say how long they are, ``GzipReader`` reads them in one piece.
  ///
  /// - Throws: ``GzipError`` with the first fault.
  public static func inflate(_ bytes: [UInt8], limit: Int) throws(GzipError) -> [UInt8] {
    precondition(limit >= 0 && limit < Int.max, "cannot inflate up to \(limit) bytes")
    var reader = GzipReader(bytes: bytes)
    var output: [UInt8] = []
    try reader.read(limit, into: &output)
    // The end of the data is checked only by asking for more.
    var excess: [UInt8] = []
    guard try reader.read(1, into: &excess) == 0 else {
      throw .limitExceeded(offset: reader.position, limit: limit)
    }
    return output
  }
}
