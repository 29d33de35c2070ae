import Glibc

extension MonotonicClock {
  /// The time since an arbitrary moment in the past, in whole nanoseconds.
  ///
  /// For hot paths: plain integers, where a `Duration` has 128 bits.
  package static var nanoseconds: UInt64 {
    var time = timespec()
    // SAFETY: `time` outlives the call.
    let result = unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    precondition(result == 0, "the system has no monotonic clock")
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }

  /// The time since an arbitrary moment in the past, in whole microseconds.
  ///
  /// The service manager reads the same clock; see `MONOTONIC_USEC` in sd_notify(3).
  package static var microseconds: UInt64 { nanoseconds / 1000 }
}
