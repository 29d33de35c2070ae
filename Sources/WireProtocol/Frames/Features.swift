/// What both sides of a connection agree on in HELLO.
public struct Features: OptionSet, Sendable, Hashable {
  /// The bits as they stand in HELLO; unknown ones are kept and mean nothing.
  public let rawValue: UInt32

  /// Creates a set from the bits of HELLO.
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// CLASSIFY_FD is taken.
  public static let descriptors = Features(rawValue: 1 << 0)
}
