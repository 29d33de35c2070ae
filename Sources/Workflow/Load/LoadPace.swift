/// When a load generator sends its requests.
public enum LoadPace: Sendable, Hashable {
  /// An open loop: so many requests a second over all connections, evenly spaced, whether or not
  /// the answers keep up.
  ///
  /// A request's latency counts from the moment at which it was due, so a server that stalls is
  /// charged for every request that had to wait, sent or not.
  case steady(requestsPerSecond: Double)
  /// A closed loop: each connection always has so many requests without an answer, which finds the
  /// greatest throughput.
  ///
  /// A request's latency counts from the moment at which it was sent, and most of it is waiting
  /// behind the others; with one request in flight it is the round trip.
  case saturating(inFlight: Int)

  /// The requests a second of an open loop.
  public var requestsPerSecond: Double? {
    if case .steady(let rate) = self { rate } else { nil }
  }

  /// Whether requests are sent without waiting for answers.
  public var isOpenLoop: Bool { requestsPerSecond != nil }
}
