internal import Posix

/// The times of a load, in nanoseconds of the monotonic clock.
struct LoadWindow: Sendable {
  /// When the first request is due.
  let start: UInt64
  /// When the warm-up is over.
  let measured: UInt64
  /// When the last request has been due.
  let end: UInt64
  /// When waiting for answers is over.
  let last: UInt64

  /// No time at all.
  init() { (start, measured, end, last) = (0, 0, 0, 0) }

  /// The times of a load that starts now.
  init(_ settings: LoadSettings) {
    start = MonotonicClock.nanoseconds
    measured = start + LoadWindow.nanoseconds(settings.warmUp)
    end = measured + LoadWindow.nanoseconds(settings.duration)
    last = end + LoadWindow.nanoseconds(settings.patience)
  }

  static func nanoseconds(_ duration: Duration) -> UInt64 {
    UInt64(max(0, duration / .nanoseconds(1)))
  }
}
