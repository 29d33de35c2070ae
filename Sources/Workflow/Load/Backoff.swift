/// Pauses between attempts that double from 1 ms on: `formats/wire-protocol.md`, section 8.
struct Backoff {
  /// When the next attempt is due, in nanoseconds of the monotonic clock.
  private(set) var next: UInt64 = 0

  private static let longest: UInt64 = 100_000_000
  private var pause: UInt64 = 1_000_000
  private var hint: UInt64 = 0

  /// Takes the server's hint for the first attempt.
  mutating func hint(microseconds: UInt32) {
    hint = UInt64(microseconds) * 1_000
  }

  /// Starts with an attempt, at once where the server gave no hint.
  mutating func begin(_ now: UInt64) {
    next = now + hint
    pause = 1_000_000
  }

  /// Puts the next attempt off after one that failed.
  mutating func grow(_ now: UInt64) {
    next = now + pause
    pause = min(2 * pause, Backoff.longest)
  }
}
