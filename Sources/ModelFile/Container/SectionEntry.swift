/// A row of the section table: where a section stands.
public struct SectionEntry: Sendable, Hashable {
  /// What the section holds.
  public let type: SectionType
  /// The offset of its first byte in the file, a multiple of 64.
  public let offset: Int
  /// The number of its bytes, without padding.
  public let byteCount: Int
  /// The CRC-32 of its bytes.
  public let checksum: UInt32

  /// The offset just after its last byte.
  public var end: Int { offset + byteCount }
}
