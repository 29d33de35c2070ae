/// Pauses between attempts, each twice the one before: `formats/wire-protocol.md`, section 8.
struct RetryPause {
  private static let first: UInt64 = 1_000_000
  private static let longest: UInt64 = 250_000_000

  private var nanoseconds = first

  /// The pause before the next attempt, in nanoseconds.
  ///
  /// - Parameter hint: how long the server wants to be left alone; 0 where it does not say.
  mutating func next(hintMicroseconds hint: UInt32 = 0) -> UInt64 {
    if hint > 0 { return UInt64(hint) * 1_000 }
    defer { nanoseconds = min(2 * nanoseconds, Self.longest) }
    return nanoseconds
  }

  /// Begins anew, because an attempt succeeded.
  mutating func reset() { nanoseconds = Self.first }
}
