package import Logging
internal import Posix
package import WireProtocol

/// Tells the log of refused connections: the first at once, and then no more than one line a
/// second, because a client that tries again and again must not fill the disk.
package struct RefusalLog {
  private let logger: Logger
  private let interval: UInt64
  private var next: UInt64 = 0
  private var suppressed = 0

  /// Creates a log that has told nothing.
  package init(_ logger: Logger, intervalNanoseconds: UInt64 = 1_000_000_000) {
    self.logger = logger
    interval = intervalNanoseconds
  }

  /// Tells of a refusal, or counts it.
  package mutating func note(
    _ refusal: Refusal, user: UInt32?, nanoseconds now: UInt64 = MonotonicClock.nanoseconds
  ) {
    guard now >= next else {
      suppressed += 1
      return
    }
    let others = suppressed > 0 ? ", and \(suppressed) others before" : ""
    var metadata: Logger.Metadata = [:]
    if let user { metadata[LogKey.peerUser] = "\(user)" }
    logger.log(
      .connectionsRefused, .warning, "refused a connection\(others): \(refusal.text)", metadata)
    suppressed = 0
    next = now + interval
  }
}
