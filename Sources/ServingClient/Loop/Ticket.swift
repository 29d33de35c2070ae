/// A request, and what the thread that sends it knows of its attempts.
struct Ticket {
  let request: PendingRequest
  /// Between attempts that were refused.
  var pause = RetryPause()
  /// The moment after which it is not sent again, in nanoseconds; it counts from the first failure.
  private(set) var patienceEnd: UInt64 = .max

  init(_ request: PendingRequest) { self.request = request }

  /// Notes that an attempt failed.
  mutating func noteFailure(at now: UInt64, patience: UInt64) {
    if patienceEnd == .max { patienceEnd = now.addingSaturated(patience) }
  }
}
