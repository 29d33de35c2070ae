/// Upright bars over equal ranges of the shares 0...1: of confidence, of silence.
package struct BarChart: Hashable, Sendable {
  /// What stands over one range.
  package struct Bar: Hashable, Sendable {
    /// The height; `nil` where there is nothing to measure.
    package let value: Double?
    /// The number that stands above the bar; empty for none.
    package let note: String

    package init(value: Double?, note: String) {
      self.value = value
      self.note = note
    }
  }

  /// What the chart shows.
  package let title: String
  /// The chart in words.
  package let description: String
  /// What the ranges are of.
  package let xTitle: String
  /// What the heights are.
  package let yTitle: String
  /// What the numbers above the bars are; empty where they are the heights.
  package let noteTitle: String
  /// The bars, from the range that begins at 0 to the one that ends at 1.
  package let bars: [Bar]
  /// How heights are written.
  package let format: ChartNumber
  /// Whether a line marks where height and place are equal.
  package let hasDiagonal: Bool

  /// Creates a chart.
  ///
  /// - Precondition: there is a bar.
  package init(
    title: String, description: String, xTitle: String, yTitle: String, noteTitle: String = "",
    bars: [Bar], format: ChartNumber, hasDiagonal: Bool = false
  ) {
    precondition(!bars.isEmpty, "a chart needs a bar")
    self.title = title
    self.description = description
    self.xTitle = xTitle
    self.yTitle = yTitle
    self.noteTitle = noteTitle
    self.bars = bars
    self.format = format
    self.hasDiagonal = hasDiagonal
  }

  /// The range of a bar: `80 % to 87 %`.
  package func range(_ index: Int) -> String {
    func end(_ index: Int) -> String {
      NumberText.percent(Double(index) / Double(bars.count), decimals: 0)
    }
    return "\(end(index)) to \(end(index + 1))"
  }
}
