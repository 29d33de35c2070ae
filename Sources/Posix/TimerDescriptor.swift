import CLinux

/// A timer that is waited for like any other descriptor; no change of the wall clock touches it.
package struct TimerDescriptor: ~Copyable, Sendable {
  private let descriptor: Descriptor

  /// Makes a timer that is not set.
  ///
  /// - Throws: `ResourceError` where the process has no descriptor left.
  package init() throws(ResourceError) {
    descriptor = Descriptor(
      adopting: try SystemCall.perform(.createTimer) {
        mnistkit_timer()
      })
  }

  /// Lets the timer expire after a while, and then again and again where an interval is given; what
  /// was set before is forgotten.
  ///
  /// - Parameters:
  ///   - delay: the time until it expires; one that is not positive means at once.
  ///   - interval: the time between expirations; `nil` for one only.
  package func set(after delay: Duration, every interval: Duration? = nil) throws(ResourceError) {
    // Zero would stop the timer.
    try set(
      max(delay, .nanoseconds(1)), interval.map { max($0, .nanoseconds(1)) } ?? .zero)
  }

  /// Stops the timer, and forgets expirations that were not taken.
  package func stop() throws(ResourceError) {
    try set(.zero, .zero)
  }

  /// How often it expired since the last call; 0 where it did not.
  package func take() throws(ResourceError) -> UInt64 {
    try CounterDescriptor.take(from: number, .readEvents)
  }

  private func set(_ delay: Duration, _ interval: Duration) throws(ResourceError) {
    let first = Self.time(delay)
    let next = Self.time(interval)
    try SystemCall.perform(.setTimer) {
      mnistkit_set_timer(
        number, first.seconds, first.nanoseconds, next.seconds, next.nanoseconds)
    }
  }

  /// A time in whole nanoseconds, at most what the kernel can count.
  private static func time(_ duration: Duration) -> (seconds: Int64, nanoseconds: Int64) {
    let (seconds, attoseconds) = duration.components
    // The kernel counts nanoseconds in 63 bits: 292 years.
    return (min(seconds, 9_000_000_000), attoseconds / 1_000_000_000)
  }
}

extension TimerDescriptor: Pollable {
  package var number: Int32 { descriptor.number }
}
