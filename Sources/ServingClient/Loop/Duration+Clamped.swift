extension Duration {
  /// Whole nanoseconds, at least 0 and at most what 63 bits hold: 292 years.
  var clampedNanoseconds: UInt64 {
    let (seconds, attoseconds) = components
    if seconds < 0 || attoseconds < 0 { return 0 }
    if seconds >= Int64.max / 1_000_000_000 { return UInt64(Int64.max) }
    return UInt64(seconds) * 1_000_000_000 + UInt64(attoseconds / 1_000_000_000)
  }

  /// Whole milliseconds, rounded up, at least 1 and at most what a wait can count: 24 days.
  var clampedMilliseconds: Int {
    let nanoseconds = clampedNanoseconds
    return max(1, Int(min(nanoseconds.addingSaturated(999_999) / 1_000_000, UInt64(Int32.max))))
  }
}

extension UInt64 {
  /// The sum, or the greatest number where that is too great.
  func addingSaturated(_ other: UInt64) -> UInt64 {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? .max : sum
  }
}
