/// Values by key, without nesting: what the sections `pROV`, `eVAL`, `mETa` and `CKPT` hold.
public struct TypedValues: Sendable, Hashable {
  private var storage: [String: TypedValue] = [:]

  /// Creates an empty collection.
  public init() {}

  /// The value of a key; assigning `nil` removes it.
  ///
  /// - Precondition: the key of an assigned value is legal, see ``isLegalKey(_:)``.
  public subscript(key: String) -> TypedValue? {
    get { storage[key] }
    set {
      precondition(
        TypedValues.isLegalKey(key), "\(quoted(key)) is not a key of 1 to 128 of [a-z0-9_.]")
      storage[key] = newValue
    }
  }

  /// The keys in ascending byte order, the order of the file.
  public var keys: [String] { storage.keys.sorted() }
  /// The number of values.
  public var count: Int { storage.count }
  /// Whether there is no value.
  public var isEmpty: Bool { storage.isEmpty }

  /// Whether a text may be a key: 1 to 128 characters of `[a-z0-9_.]`.
  public static func isLegalKey(_ key: String) -> Bool {
    let bytes = Array(key.utf8)
    return (1...FormatLimits.nameBytes).contains(bytes.count) && name(bytes) != nil
  }

  /// The bytes as text where each is one of `[a-z0-9_.]`.
  static func name(_ bytes: [UInt8]) -> String? {
    let isLegal = bytes.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
        UInt8(ascii: "_"), UInt8(ascii: "."):
        true
      default: false
      }
    }
    return isLegal ? String(decoding: bytes, as: Unicode.ASCII.self) : nil
  }
}
