/// How often values fall into each of a number of equal ranges.
package struct Histogram: Hashable, Sendable {
  /// The lowest finite value.
  package let low: Double
  /// The highest finite value.
  package let high: Double
  /// The number of values in each range, from the lowest; empty where no value is finite.
  ///
  /// A range holds its lower end; the last one holds its upper end too.
  package let counts: [Int]
  /// The number of values that are infinite or no number.
  package let nonFiniteCount: Int

  /// Counts values; where all are equal there is one range.
  ///
  /// - Precondition: `bins > 0`.
  package init(_ values: some Sequence<Float>, bins: Int) {
    precondition(bins > 0, "a histogram needs a range, not \(bins)")
    var low = Double.infinity
    var high = -Double.infinity
    var finite: [Double] = []
    var nonFiniteCount = 0
    for value in values {
      guard value.isFinite else {
        nonFiniteCount += 1
        continue
      }
      low = min(low, Double(value))
      high = max(high, Double(value))
      finite.append(Double(value))
    }
    var counts = finite.isEmpty ? [] : [Int](repeating: 0, count: low < high ? bins : 1)
    for value in finite {
      let position = low < high ? (value - low) / (high - low) * Double(bins) : 0
      counts[min(counts.count - 1, Int(position))] += 1
    }
    self.low = finite.isEmpty ? 0 : low
    self.high = finite.isEmpty ? 0 : high
    self.counts = counts
    self.nonFiniteCount = nonFiniteCount
  }

  /// One line a range: its ends, its count, and a bar of at most `barWidth` columns.
  package func lines(
    barWidth: Int = 40, decimals: Int = 3, style: TerminalStyle = .plain
  ) -> [String] {
    var table = TextTable([
      .init("from", .right), .init("to", .right), .init("count", .right), .init(""),
    ])
    let most = counts.max() ?? 0
    for (i, count) in counts.enumerated() {
      table.append([
        NumberText.fixed(end(i), decimals: decimals),
        NumberText.fixed(end(i + 1), decimals: decimals),
        NumberText.grouped(count),
        Bar.text(Double(count) / Double(most), width: barWidth, glyphs: style.glyphs),
      ])
    }
    let lines = counts.isEmpty ? [] : table.lines(style: style)
    guard nonFiniteCount > 0 else { return lines }
    return lines + ["not finite: \(NumberText.grouped(nonFiniteCount))"]
  }

  private func end(_ i: Int) -> Double {
    i == counts.count ? high : low + (high - low) * Double(i) / Double(counts.count)
  }
}
