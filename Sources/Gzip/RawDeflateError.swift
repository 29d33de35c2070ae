/// What is wrong with deflate data (RFC 1951), and at which offset.
public enum RawDeflateError: Error, Sendable, Hashable {
  /// The data break the format at `offset` or shortly before.
  case damagedData(offset: Int, reason: String)
  /// The input ends at `offset`, within the data.
  case dataCut(offset: Int)

  /// The offset of the fault.
  public var offset: Int {
    switch self {
    case .damagedData(let offset, _), .dataCut(let offset): offset
    }
  }
}

extension RawDeflateError: CustomStringConvertible {
  /// One line: what is wrong, where, what was expected and what was found.
  public var description: String {
    switch self {
    case .damagedData(let offset, let reason):
      "deflate data are damaged at offset \(offset): expected deflate data, found \(reason)"
    case .dataCut(let offset):
      "deflate data are cut at offset \(offset): expected more bytes, found the end"
    }
  }
}
