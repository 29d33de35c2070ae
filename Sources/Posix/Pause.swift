import Glibc

/// Waiting for nothing but time, between attempts at what cannot be waited for.
package enum Pause {
  /// Lets the calling thread sleep; a signal that is handled ends it early.
  ///
  /// - Precondition: the duration is not negative.
  package static func sleep(_ duration: Duration) {
    precondition(duration >= .zero, "nobody can sleep for \(duration)")
    let (seconds, attoseconds) = duration.components
    var time = timespec(tv_sec: Int(seconds), tv_nsec: Int(attoseconds / 1_000_000_000))
    // SAFETY: the time outlives the call. An interruption is an answer: the caller looks again.
    _ = unsafe nanosleep(&time, nil)
  }
}
