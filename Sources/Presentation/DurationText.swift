/// Lengths of time in the unit that suits them.
package enum DurationText {
  /// A length of time: `830 µs`, `412 ms`, `1.2 s`, `3 min 04 s`, `2 h 05 min`, `3 d 04 h`.
  ///
  /// A number below zero or not finite is `unknown`.
  package static func text(seconds: Double) -> String {
    guard seconds.isFinite, seconds >= 0, seconds < 1e12 else { return "unknown" }
    // Each unit ends where its rounded number would reach the next one's.
    if seconds == 0 { return "0 s" }
    if (seconds * 1e6).rounded() < 1000 { return "\(Int((seconds * 1e6).rounded())) µs" }
    if (seconds * 1e3).rounded() < 1000 { return "\(Int((seconds * 1e3).rounded())) ms" }
    if (seconds * 10).rounded() < 600 { return NumberText.fixed(seconds, decimals: 1) + " s" }
    let whole = Int(seconds.rounded())
    if whole < 3600 { return pair(whole, 60, "min", "s") }
    let minutes = Int((seconds / 60).rounded())
    if minutes < 24 * 60 { return pair(minutes, 60, "h", "min") }
    return pair(Int((seconds / 3600).rounded()), 24, "d", "h")
  }

  /// A length of time, as ``text(seconds:)`` writes it.
  package static func text(_ duration: Duration) -> String {
    text(seconds: duration / .seconds(1))
  }

  private static func pair(_ count: Int, _ base: Int, _ large: String, _ small: String) -> String {
    let rest = count % base
    return "\(count / base) \(large) \(rest < 10 ? "0" : "")\(rest) \(small)"
  }
}
