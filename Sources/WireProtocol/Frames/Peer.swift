/// The side of a connection that sent a frame.
public enum Peer: Sendable, Hashable, CaseIterable {
  /// The side that connected: it sends requests.
  case client
  /// The side that listened: it sends answers and GOAWAY.
  case server
}
