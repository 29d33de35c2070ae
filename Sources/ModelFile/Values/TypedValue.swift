/// A value of a known type, as provenance, metrics, notes and checkpoints hold it.
public enum TypedValue: Sendable, Hashable {
  /// An unsigned integer.
  case unsigned(UInt64)
  /// A signed integer.
  case signed(Int64)
  /// A finite Float64.
  case double(Double)
  /// A truth value.
  case boolean(Bool)
  /// Text of one line, without control characters.
  case text(String)
  /// Bytes, for example a digest.
  case bytes([UInt8])
  /// Unsigned integers.
  case unsignedList([UInt64])
  /// Finite Float64 values.
  case doubleList([Double])

  /// The type's tag in a file.
  package enum Tag: UInt8, Hashable, CaseIterable {
    case unsigned = 1
    case signed = 2
    case double = 3
    case boolean = 4
    case text = 5
    case bytes = 6
    case unsignedList = 7
    case doubleList = 8
  }

  /// The type's tag in a file.
  var tag: Tag {
    switch self {
    case .unsigned: .unsigned
    case .signed: .signed
    case .double: .double
    case .boolean: .boolean
    case .text: .text
    case .bytes: .bytes
    case .unsignedList: .unsignedList
    case .doubleList: .doubleList
    }
  }
}
