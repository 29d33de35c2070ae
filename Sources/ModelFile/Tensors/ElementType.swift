/// How a tensor's elements are stored; the raw values are those of `formats/model-file.md`,
/// section 6.1.
public enum ElementType: UInt8, Sendable, Hashable, CaseIterable, CustomStringConvertible {
  /// Little-endian IEEE 754 binary32.
  case float32 = 1
  /// Two's complement bytes.
  case int8 = 4
  /// Little-endian two's complement words of 32 bits.
  case int32 = 6

  /// The bytes of an element.
  public var byteCount: Int { self == .int8 ? 1 : 4 }

  /// The name that the format gives the type.
  public var description: String {
    switch self {
    case .float32: "f32"
    case .int8: "i8"
    case .int32: "i32"
    }
  }
}
