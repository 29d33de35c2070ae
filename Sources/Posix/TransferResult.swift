/// What became of sending or receiving without waiting.
package enum TransferResult: Hashable, Sendable {
  /// So many bytes were moved: at least one, perhaps fewer than were asked for.
  case bytes(Int)
  /// Nothing can be moved now; an event set tells when.
  case wouldBlock
  /// The peer has closed its side, or is gone.
  case closed
}
