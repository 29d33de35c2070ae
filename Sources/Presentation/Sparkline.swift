/// A curve in one line of text.
package enum Sparkline {
  private static let heights: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
  private static let asciiHeights: [Character] = ["_", ".", "-", "=", "+", "*", "%", "#"]

  /// One character a value, from the lowest to the highest; a blank for what is not finite.
  ///
  /// Equal values are drawn at the lowest height.
  package static func text(_ values: [Double], glyphs: Glyphs = .unicode) -> String {
    let finite = values.filter(\.isFinite)
    guard let low = finite.min(), let high = finite.max() else {
      return String(repeating: " ", count: values.count)
    }
    let heights = glyphs == .unicode ? Self.heights : asciiHeights
    // Halves, because the difference of two finite numbers need not be finite.
    let range = high / 2 - low / 2
    return String(
      values.map { value in
        guard value.isFinite else { return " " }
        let share = range > 0 ? (value / 2 - low / 2) / range : 0
        return heights[min(heights.count - 1, Int(share * Double(heights.count)))]
      })
  }
}
