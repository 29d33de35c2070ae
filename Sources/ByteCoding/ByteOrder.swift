/// The order in which the bytes of a number follow each other.
public enum ByteOrder: Sendable, Hashable, CaseIterable {
  /// The least significant byte first: model files, wire frames, gzip trailers.
  case little
  /// The most significant byte first: IDX files, PNG.
  case big
}
