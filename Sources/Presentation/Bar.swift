/// Horizontal bars whose length is a share of a width.
package enum Bar {
  /// The left eighths of a block, from none to seven.
  private static let eighths = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]

  /// A bar without filling behind it, to an eighth of a column where the characters allow.
  ///
  /// A share above zero is never shown as nothing.
  package static func text(_ share: Double, width: Int, glyphs: Glyphs = .unicode) -> String {
    let share = clamped(share)
    guard glyphs == .unicode else {
      let count = Int((share * Double(width)).rounded())
      return String(repeating: "#", count: count == 0 && share > 0 && width > 0 ? 1 : count)
    }
    let rounded = Int((share * Double(8 * width)).rounded())
    let count = rounded == 0 && share > 0 && width > 0 ? 1 : rounded
    return String(repeating: "█", count: count / 8) + eighths[count % 8]
  }

  /// A bar of exactly `width` columns, with its rest visible; full only when all is done.
  package static func gauge(_ share: Double, width: Int, glyphs: Glyphs = .unicode) -> String {
    let count = Int((clamped(share) * Double(width)).rounded(.down))
    let (done, rest) = glyphs == .unicode ? ("█", "░") : ("#", ".")
    return String(repeating: done, count: count) + String(repeating: rest, count: width - count)
  }

  private static func clamped(_ share: Double) -> Double {
    // A share of nothing is no number; it is shown as none.
    share.isNaN ? 0 : min(1, max(0, share))
  }
}
