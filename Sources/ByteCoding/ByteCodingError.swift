/// A fault met while reading bytes, with the absolute offset where it lies.
public enum ByteCodingError: Error, Sendable, Hashable {
  /// A value at `offset` needs `needed` bytes, and only `available` are left.
  case truncated(offset: Int, needed: Int, available: Int)
  /// The text that a reader took is not UTF-8; `offset` is its first bad byte.
  case invalidUTF8(offset: Int)
  /// The reader was to move to `offset`, outside its `lowerBound...upperBound`.
  case seekOutOfBounds(offset: Int, lowerBound: Int, upperBound: Int)
  /// `count` bytes follow at `offset`, where the input had to end.
  case trailingBytes(offset: Int, count: Int)

  /// The absolute offset of the fault.
  public var offset: Int {
    switch self {
    case .truncated(let offset, _, _), .invalidUTF8(let offset),
      .seekOutOfBounds(let offset, _, _), .trailingBytes(let offset, _):
      offset
    }
  }
}

extension ByteCodingError: CustomStringConvertible {
  /// One line: what is wrong, where, what was expected and what was found.
  public var description: String {
    switch self {
    case .truncated(let offset, let needed, let available):
      "input is cut at offset \(offset): expected \(needed) bytes, found \(available)"
    case .invalidUTF8(let offset):
      "text is damaged at offset \(offset): expected UTF-8, found an invalid sequence"
    case .seekOutOfBounds(let offset, let lowerBound, let upperBound):
      "offset \(offset) lies outside the input: expected \(lowerBound) to \(upperBound)"
    case .trailingBytes(let offset, let count):
      "input goes on at offset \(offset): expected its end, found \(count) more bytes"
    }
  }
}
