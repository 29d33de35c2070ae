import Glibc

/// A clock that never steps back, for measuring how long something takes.
package enum MonotonicClock {
  /// The time since an arbitrary moment in the past.
  package static var now: Duration {
    var time = timespec()
    // SAFETY: `time` outlives the call.
    let result = unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    precondition(result == 0, "the system has no monotonic clock")
    return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
  }

  /// The time since an arbitrary moment in the past, in seconds.
  package static var seconds: Double { now / .seconds(1) }
}
