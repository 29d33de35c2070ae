/// One section of a file: its type and its bytes.
public struct Section: Sendable, Hashable {
  /// What the section holds.
  public let type: SectionType
  /// The section's bytes, without padding; at least one.
  public let bytes: [UInt8]

  /// Creates a section.
  public init(type: SectionType, bytes: [UInt8]) {
    self.type = type
    self.bytes = bytes
  }
}
