extension GzipError: CustomStringConvertible {
  /// One line: what is wrong, where, what was expected and what was found.
  public var description: String {
    "\(subject) at offset \(offset): expected \(expected), found \(found)"
  }

  /// What should be there.
  public var expected: String {
    switch self {
    case .notGzip: hexadecimal(MemberHeader.magic)
    case .headerCut, .dataCut: "more bytes"
    case .headerTooLong(_, let limit): "at most \(limit) bytes"
    case .unknownMethod: "\(MemberHeader.deflate) (deflate)"
    case .reservedFlags: "none set"
    case .headerChecksum(_, let expected, _): hexadecimal(expected)
    case .damagedData: "deflate data"
    case .trailerCut: "8 bytes"
    case .checksum(_, let expected, _): hexadecimal(expected)
    case .length(_, let expected, _): "\(expected) bytes"
    case .trailingGarbage, .trailingZeros: "the end"
    case .limitExceeded(_, let limit): "at most \(limit) bytes inflated"
    }
  }

  /// What is there.
  public var found: String {
    switch self {
    case .notGzip(_, let found): found.isEmpty ? "nothing" : hexadecimal(found)
    case .headerCut, .dataCut, .trailerCut: "the end of the input"
    case .unknownMethod(_, let found): "\(found)"
    case .reservedFlags(_, let found): hexadecimal(found)
    case .headerChecksum(_, _, let found): hexadecimal(found)
    case .damagedData(_, let reason): reason
    case .checksum(_, _, let found): hexadecimal(found)
    case .length(_, _, let found): "\(found)"
    case .trailingGarbage(_, let count): "\(count) foreign bytes"
    case .trailingZeros(_, let count): "\(count) zero bytes"
    case .limitExceeded, .headerTooLong: "more"
    }
  }

  private var subject: String {
    switch self {
    case .notGzip: "start of gzip data"
    case .headerCut: "gzip header is cut"
    case .headerTooLong: "gzip header is too long"
    case .unknownMethod: "gzip compression method"
    case .reservedFlags: "gzip reserved flags"
    case .headerChecksum: "gzip header checksum"
    case .damagedData: "gzip data are damaged"
    case .dataCut: "gzip data are cut"
    case .trailerCut: "gzip trailer is cut"
    case .checksum: "gzip checksum"
    case .length: "gzip length"
    case .trailingGarbage, .trailingZeros: "gzip data go on"
    case .limitExceeded: "gzip data are too long"
    }
  }

  private func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { padded($0) }.joined(separator: " ")
  }

  private func hexadecimal(_ value: some FixedWidthInteger) -> String { "0x" + padded(value) }

  private func padded<Value: FixedWidthInteger>(_ value: Value) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: Value.bitWidth / 4 - digits.count) + digits
  }
}
