/// Means with their spreads on one scale: a line for each, with a mark for the mean and whiskers.
package struct IntervalChart: Hashable, Sendable {
  /// A mean and how far its whiskers reach to either side.
  package struct Row: Hashable, Sendable {
    /// What the row is of.
    package let label: String
    /// The mean; `nil` for a row that has none.
    package let mean: Double?
    /// The length of a whisker, at least 0.
    package let spread: Double
    /// What stands behind the row, a number for example.
    package let note: String

    package init(label: String, mean: Double?, spread: Double, note: String) {
      self.label = label
      self.mean = mean
      self.spread = spread
      self.note = note
    }
  }

  let rows: [Row]
  let threshold: Double?

  /// Takes rows, and a value that is marked in each of them.
  package init(_ rows: [Row], threshold: Double? = nil) {
    self.rows = rows
    self.threshold = threshold
  }

  /// The lowest and the highest value that is drawn; `nil` where no row has a mean.
  package var range: ClosedRange<Double>? {
    let ends = rows.flatMap { row in row.mean.map { [$0 - row.spread, $0 + row.spread] } ?? [] }
    let all = ends + (ends.isEmpty ? [] : [threshold].compactMap(\.self))
    guard let low = all.min(), let high = all.max() else { return nil }
    return low...high
  }

  /// The chart: one line a row, with `width` columns for the scale.
  ///
  /// - Precondition: `width >= 1`.
  package func lines(width: Int, style: TerminalStyle = .plain) -> [String] {
    precondition(width >= 1, "a scale needs a column, not \(width)")
    var table = TextTable([.init(""), .init(""), .init("")])
    for row in rows { table.append([row.label, scale(row, width, style.glyphs), row.note]) }
    return table.lines(style: style)
  }

  private func scale(_ row: Row, _ width: Int, _ glyphs: Glyphs) -> String {
    guard let range else { return "" }
    func column(_ value: Double) -> Int {
      let length = range.upperBound - range.lowerBound
      guard length > 0 else { return 0 }
      return Int(((value - range.lowerBound) / length * Double(width - 1)).rounded())
    }
    let isASCII = glyphs == .ascii
    var cells = [String](repeating: " ", count: width)
    if let threshold { cells[column(threshold)] = isASCII ? ":" : "┊" }
    if let mean = row.mean {
      let (low, high) = (column(mean - row.spread), column(mean + row.spread))
      for index in low...high { cells[index] = isASCII ? "-" : "─" }
      cells[low] = isASCII ? "|" : "├"
      cells[high] = isASCII ? "|" : "┤"
      cells[column(mean)] = isASCII ? "o" : "●"
    }
    return cells.joined()
  }
}
