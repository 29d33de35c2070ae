/// What is wrong with a zlib stream, and at which offset of it.
///
/// The sections named are those of RFC 1950.
public enum ZlibError: Error, Sendable, Hashable {
  /// The input ends at `offset`, within the two bytes of the header.
  case headerCut(offset: Int)
  /// The compression method is not 8, deflate (2.2, CM).
  case unknownMethod(offset: Int, found: UInt8)
  /// The window is larger than 32 KiB, which the code 7 stands for (2.2, CINFO).
  case window(offset: Int, found: UInt8)
  /// The header, read as a number of 16 bits, is no multiple of 31 (2.2, FCHECK).
  case headerCheck(offset: Int, found: UInt16)
  /// The stream asks for a preset dictionary (2.2, FDICT).
  case dictionary(offset: Int)
  /// The compressed data break the deflate format (RFC 1951) at `offset` or shortly before.
  case damagedData(offset: Int, reason: String)
  /// The input ends at `offset`, within the compressed data.
  case dataCut(offset: Int)
  /// The input ends at `offset`, within the four bytes of the checksum.
  case trailerCut(offset: Int)
  /// The stream does not end with the Adler-32 of the data (2.2, ADLER32).
  case checksum(offset: Int, expected: UInt32, found: UInt32)
  /// `count` bytes follow the stream.
  case trailingGarbage(offset: Int, count: Int)

  /// The offset of the fault within the zlib stream.
  public var offset: Int {
    switch self {
    case .headerCut(let offset), .unknownMethod(let offset, _), .window(let offset, _),
      .headerCheck(let offset, _), .dictionary(let offset), .damagedData(let offset, _),
      .dataCut(let offset), .trailerCut(let offset), .checksum(let offset, _, _),
      .trailingGarbage(let offset, _):
      offset
    }
  }
}

extension ZlibError: CustomStringConvertible {
  /// One line: what is wrong, where, what was expected and what was found.
  public var description: String {
    "\(subject) at offset \(offset): expected \(expected), found \(found)"
  }

  /// What is wrong, without its place.
  public var subject: String {
    switch self {
    case .headerCut: "zlib header is cut"
    case .unknownMethod: "zlib compression method"
    case .window: "zlib window size"
    case .headerCheck: "zlib header check"
    case .dictionary: "zlib preset dictionary"
    case .damagedData: "zlib data are damaged"
    case .dataCut: "zlib data are cut"
    case .trailerCut: "zlib checksum is cut"
    case .checksum: "zlib checksum"
    case .trailingGarbage: "zlib stream goes on"
    }
  }

  /// What should be there.
  public var expected: String {
    switch self {
    case .headerCut: "2 bytes"
    case .unknownMethod: "\(MemberHeader.deflate) (deflate)"
    case .window: "at most 7 (32 KiB)"
    case .headerCheck: "a multiple of 31"
    case .dictionary: "none"
    case .damagedData: "deflate data"
    case .dataCut: "more bytes"
    case .trailerCut: "4 bytes"
    case .checksum(_, let expected, _): hexadecimal(expected)
    case .trailingGarbage: "the end"
    }
  }

  /// What is there.
  public var found: String {
    switch self {
    case .headerCut, .dataCut, .trailerCut: "the end of the input"
    case .unknownMethod(_, let found), .window(_, let found): "\(found)"
    case .headerCheck(_, let found): "\(found)"
    case .dictionary: "one"
    case .damagedData(_, let reason): reason
    case .checksum(_, _, let found): hexadecimal(found)
    case .trailingGarbage(_, let count): "\(count) bytes"
    }
  }

  private func hexadecimal(_ value: UInt32) -> String {
    let digits = String(value, radix: 16)
    return "0x" + String(repeating: "0", count: 8 - digits.count) + digits
  }
}
