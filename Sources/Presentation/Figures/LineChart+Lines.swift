extension LineChart {
  /// The chart in characters, `height` lines of values in `width` columns at most.
  ///
  /// Where the names of the series need more columns, each of them has a line.
  ///
  /// Between two steps a series goes straight. Where both series meet, the first one is seen.
  package func lines(width: Int, height: Int = 10, style: TerminalStyle = .plain) -> [String] {
    let axis = axis(marks: max(2, height / 3), isTight: true)
    let labels = (0..<height).map { row in label(row: row, of: height, axis) }
    let margin = labels.map(TerminalText.width).max() ?? 0
    let columns = max(2, min(width - margin - 2, 100))
    let isASCII = style.glyphs == .ascii
    let marks = isASCII ? ["o", "+"] : ["●", "○"]
    var cells = [[String]](
      repeating: [String](repeating: " ", count: columns), count: height)
    for (index, series) in series.enumerated().reversed() {
      for (column, value) in samples(series.finite, columns: columns) {
        let row = height - 1 - Int((axis.position(value) * Double(height - 1)).rounded())
        let emphasis: TerminalStyle.Emphasis = index == 0 ? .bold : .dim
        cells[row][column] = style.emphasised(marks[index], emphasis)
      }
    }
    let legend = zip(marks, series).map { "\($0) \($1.name)" }
    let heading = "\(title): \(legend.joined(separator: "  "))"
    let rule = isASCII ? "+" : "└"
    let wall = isASCII ? "|" : "│"
    let foot =
      String(repeating: " ", count: margin) + " " + rule
      + String(repeating: style.glyphs.rule, count: columns)
    return (TerminalText.width(of: heading) <= width ? [heading] : ["\(title):"] + legend)
      + zip(labels, cells).map { label, cells in
        var line =
          TerminalText.padded(label, to: margin, alignment: .right) + " " + wall + cells.joined()
        while line.last == " " { line.removeLast() }
        return line
      } + [foot, numbers(under: columns, margin: margin + 2)]
  }

  /// A value for each column that the series reaches; each step has a column where there is room.
  private func samples(_ values: [Double], columns: Int) -> [(column: Int, value: Double)] {
    guard let first = values.first else { return [] }
    guard steps > 1 else { return [(0, first)] }
    let scale = Double(columns - 1) / Double(steps - 1)
    let last = Int((Double(values.count - 1) * scale).rounded())
    return (0...last).map { column in
      let place = min(Double(column) / scale, Double(values.count - 1))
      let step = min(Int(place), max(0, values.count - 2))
      let next = values[min(step + 1, values.count - 1)]
      return (column, values[step] + (next - values[step]) * (place - Double(step)))
    }
  }

  /// The number at a line: at the top, at the bottom, and in the middle.
  private func label(row: Int, of height: Int, _ axis: ChartAxis) -> String {
    guard [0, height / 2, height - 1].contains(row) else { return "" }
    let share = Double(height - 1 - row) / Double(max(1, height - 1))
    let (low, high) = (axis.range.lowerBound, axis.range.upperBound)
    return axis.exactLabel(low + (high - low) * share)
  }

  private func numbers(under columns: Int, margin: Int) -> String {
    let (first, last) = ("\(step) 1", steps > 1 ? "\(steps)" : "")
    let gap = max(1, columns - TerminalText.width(of: first) - last.count)
    let line =
      String(repeating: " ", count: margin) + first
      + (last.isEmpty ? "" : String(repeating: " ", count: gap) + last)
    return line
  }
}
