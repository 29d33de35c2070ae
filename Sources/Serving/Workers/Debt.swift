internal import WireProtocol

/// An answer that a worker owes while somebody else makes it.
struct Debt: Sendable {
  /// The token of the connection.
  let connection: UInt64
  /// The request's header; as long as it is not answered, its frame's bytes count (limit 4).
  let header: FrameHeader
}
