extension IntervalChart {
  /// The chart as a picture.
  ///
  /// - Parameters:
  ///   - xTitle: what the means are of.
  ///   - marked: the index of the row whose name stands out.
  package func figure(
    name: String, title: String, description: String, xTitle: String, marked: Int? = nil
  ) -> SVGFigure {
    let width = 720.0
    let rowHeight = 26.0
    let labels = rows.map { TerminalText.width(of: $0.label) }.max() ?? 0
    let start = min(300, 24 + 7.5 * Double(labels))
    let end = width - 90
    let bottom = 20 + rowHeight * Double(rows.count)
    let axis = ChartAxis(
      holding: range.map { [$0.lowerBound, $0.upperBound] } ?? [], format: .percent)
    func left(_ value: Double) -> Double { start + axis.position(value) * (end - start) }
    var content: [Markup] = []
    for tick in axis.ticks {
      content.append(SVG.line(x1: left(tick), y1: 8, x2: left(tick), y2: bottom, "grid"))
      content.append(
        SVG.text(axis.label(tick), x: left(tick), y: bottom + 18, "middle muted"))
    }
    if let threshold, range != nil {
      content.append(
        SVG.line(
          x1: left(threshold), y1: 8, x2: left(threshold), y2: bottom, "line second dashed"))
    }
    for (index, row) in rows.enumerated() {
      let y = 20 + rowHeight * (Double(index) + 0.5)
      let style = index == marked ? "end strong" : "end"
      content.append(SVG.text(row.label, x: start - 12, y: y + 4, style))
      content.append(SVG.text(row.note, x: width - 82, y: y + 4, "muted"))
      guard let mean = row.mean else { continue }
      let (low, high) = (left(mean - row.spread), left(mean + row.spread))
      content.append(SVG.line(x1: low, y1: y, x2: high, y2: y, "line first"))
      for x in [low, high] {
        content.append(SVG.line(x1: x, y1: y - 5, x2: x, y2: y + 5, "line first"))
      }
      content.append(
        SVG.dot(x: left(mean), y: y, radius: 5, "first", hint: "\(row.label): \(row.note)"))
    }
    content.append(SVG.text(xTitle, x: (start + end) / 2, y: bottom + 38, "middle muted"))
    return SVGFigure(
      name: name, title: title, description: description, width: Int(width),
      height: Int(bottom) + 48, content: content)
  }
}
