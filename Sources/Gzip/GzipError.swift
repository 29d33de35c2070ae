/// What is wrong with gzip data, and at which offset of it.
///
/// The sections named are those of RFC 1952.
public enum GzipError: Error, Sendable, Hashable {
  /// The input does not start with `1F 8B`.
  case notGzip(offset: Int, found: [UInt8])
  /// The input ends at `offset`, within a member's header.
  case headerCut(offset: Int)
  /// A header of input that comes in pieces has more than `limit` bytes; it starts at `offset`.
  case headerTooLong(offset: Int, limit: Int)
  /// The compression method is not 8, deflate (2.3.1, CM).
  case unknownMethod(offset: Int, found: UInt8)
  /// The flags have reserved bits set (2.3.1, FLG); `found` holds just these bits.
  case reservedFlags(offset: Int, found: UInt8)
  /// The header's own checksum is wrong (2.3.1, CRC16).
  case headerChecksum(offset: Int, expected: UInt16, found: UInt16)
  /// The compressed data break the deflate format (RFC 1951) at `offset` or shortly before.
  case damagedData(offset: Int, reason: String)
  /// The input ends at `offset`, within the compressed data.
  case dataCut(offset: Int)
  /// The input ends at `offset`, within a member's eight-byte trailer.
  case trailerCut(offset: Int)
  /// The trailer does not hold the CRC-32 of the data (2.3.1, CRC32).
  case checksum(offset: Int, expected: UInt32, found: UInt32)
  /// The trailer does not hold the length of the data, modulo 2^32 (2.3.1, ISIZE).
  case length(offset: Int, expected: UInt32, found: UInt32)
  /// `count` bytes follow the last member that are no further member; of input that comes in pieces
  /// no more are counted than a header may have.
  case trailingGarbage(offset: Int, count: Int)
  /// `count` zero bytes follow the last member.
  ///
  /// Tapes and some downloads pad files so, and `gzip` drops them; here a data set has one
  /// byte string, so they are refused, under a name of their own.
  case trailingZeros(offset: Int, count: Int)
  /// The data inflate to more than `limit` bytes; `offset` is how far the input was read.
  case limitExceeded(offset: Int, limit: Int)

  /// The offset of the fault within the gzip data.
  public var offset: Int {
    switch self {
    case .notGzip(let offset, _), .headerCut(let offset), .headerTooLong(let offset, _),
      .unknownMethod(let offset, _),
      .reservedFlags(let offset, _), .headerChecksum(let offset, _, _),
      .damagedData(let offset, _), .dataCut(let offset), .trailerCut(let offset),
      .checksum(let offset, _, _), .length(let offset, _, _), .trailingGarbage(let offset, _),
      .trailingZeros(let offset, _), .limitExceeded(let offset, _):
      offset
    }
  }

  /// The fault of a header that was read from `count` bytes into the gzip data on.
  func moved(by count: Int) -> GzipError {
    switch self {
    case .headerCut(let offset): .headerCut(offset: offset + count)
    case .unknownMethod(let offset, let found):
      .unknownMethod(offset: offset + count, found: found)
    case .reservedFlags(let offset, let found):
      .reservedFlags(offset: offset + count, found: found)
    case .headerChecksum(let offset, let expected, let found):
      .headerChecksum(offset: offset + count, expected: expected, found: found)
    default: self
    }
  }
}
