/// An answer that a worker owes while somebody else makes it.
struct Debt: Sendable {
  /// The token of the connection.
  let connection: UInt64
  /// The bytes of the request's frame, as which it counts until it is answered (limit 4).
  let byteCount: Int
}
