extension BarChart {
  /// The chart in characters: a line for each range with a bar, none for ranges without one.
  ///
  /// Where the chart has a diagonal, a mark shows the middle of the range.
  package func lines(width: Int, style: TerminalStyle = .plain) -> [String] {
    let length = min(50, max(6, width - 40))
    var table = TextTable([
      .init(xTitle, .right), .init(yTitle, .right), .init(""), .init(noteTitle, .right),
    ])
    let highest = format == .percent ? 1 : max(1, bars.compactMap(\.value).max() ?? 1)
    for (index, bar) in bars.enumerated() {
      guard let value = bar.value else { continue }
      let number =
        format == .percent
        ? NumberText.percent(value) : NumberText.grouped(Int(value.rounded()))
      table.append([
        range(index), number, drawn(value / highest, index, length, style), bar.note,
      ])
    }
    let legend = hasDiagonal ? " (\(mark(style)): \(yTitle) = \(xTitle))" : ""
    return ["\(title)\(legend)"] + table.lines(style: style)
  }

  private func drawn(
    _ share: Double, _ index: Int, _ length: Int, _ style: TerminalStyle
  ) -> String {
    let bar = Presentation.Bar.text(share, width: length, glyphs: style.glyphs)
    guard hasDiagonal else { return bar }
    var cells = TerminalText.padded(bar, to: length).map { String($0) }
    let middle = (Double(index) + 0.5) / Double(bars.count)
    cells[Int((middle * Double(length - 1)).rounded())] = mark(style)
    return cells.joined()
  }

  private func mark(_ style: TerminalStyle) -> String { style.glyphs == .ascii ? "|" : "┃" }
}
