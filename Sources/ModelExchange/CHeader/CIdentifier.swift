/// A name that every identifier of a generated C header starts with.
public struct CIdentifier: Sendable, Hashable {
  /// The name as it is written.
  public let text: String

  /// The name where nobody chose one.
  public static let mnistkit = CIdentifier(known: "mnistkit")

  /// The greatest number of characters.
  ///
  /// C99 promises to tell names apart by their first 63; what is appended to this one is shorter
  /// than 31.
  public static let characterLimit = 32

  /// What a name must be, in words.
  public static let rule =
    "a letter, then letters, digits and single underscores, none at the end; "
    + "at most \(characterLimit) characters"

  /// Takes a name; `nil` where it breaks the ``rule``.
  ///
  /// Two underscores in a row, or one at the start, are reserved to compilers by C or by C++.
  public init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard let first = bytes.first, Self.isLetter(first), bytes.count <= Self.characterLimit,
      bytes.last != Self.underscore,
      bytes.allSatisfy({ Self.isLetter($0) || Self.isDigit($0) || $0 == Self.underscore }),
      !zip(bytes, bytes.dropFirst()).contains(where: { $0 == $1 && $0 == Self.underscore })
    else { return nil }
    self.text = text
  }

  private init(known text: String) { self.text = text }

  private static let underscore = UInt8(ascii: "_")

  private static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }
}
