internal import Posix

/// How long one answer is waited for, from now on.
struct Patience: ~Copyable {
  /// All of it.
  let milliseconds: Int
  private let end: UInt64

  init(milliseconds: Int) {
    precondition(milliseconds > 0, "an answer takes time, found \(milliseconds) ms")
    self.milliseconds = milliseconds
    end = MonotonicClock.nanoseconds + UInt64(min(milliseconds, Int(Int32.max))) * 1_000_000
  }

  /// What is left of it, rounded up.
  var restMilliseconds: Int {
    let now = MonotonicClock.nanoseconds
    return now < end ? Int((end - now + 999_999) / 1_000_000) : 0
  }
}
