extension BarChart {
  /// The chart as a picture.
  package func figure(name: String) -> SVGFigure {
    let frame = ChartFrame(
      width: 720, height: 320, x: ChartAxis(holding: [0, 1], format: .percent), y: axis)
    var content = frame.content(xTitle: xTitle)
    content.append(SVG.text(yTitle, x: 8, y: 18, "muted"))
    for (index, bar) in bars.enumerated() {
      guard let value = bar.value else { continue }
      let left = frame.left(Double(index) / Double(bars.count)) + 1
      let right = frame.left(Double(index + 1) / Double(bars.count)) - 1
      let hint =
        "\(range(index)): \(axis.exactLabel(value))" + (bar.note.isEmpty ? "" : ", \(bar.note)")
      content.append(
        SVG.rectangle(
          x: left, y: frame.top(value), width: right - left,
          height: frame.bottom - frame.top(value), "first", hint: hint))
      // Above the diagonal too, so that no line crosses the number.
      let foot = max(value, hasDiagonal ? Double(index + 1) / Double(bars.count) : 0)
      content.append(
        SVG.text(bar.note, x: (left + right) / 2, y: frame.top(foot) - 4, "middle small"))
    }
    if hasDiagonal {
      // A margin in the colour of the ground sets the line apart from the bars.
      for style in ["line margin", "line second dashed"] {
        content.append(
          SVG.line(
            x1: frame.left(0), y1: frame.top(0), x2: frame.left(1), y2: frame.top(1), style))
      }
    }
    return SVGFigure(
      name: name, title: title, description: description, width: frame.width, height: frame.height,
      content: content)
  }

  /// From 0 to the highest bar; for shares to 1.
  private var axis: ChartAxis {
    ChartAxis(
      holding: [0, format == .percent ? 1 : bars.compactMap(\.value).max() ?? 1], format: format,
      isWhole: format == .plain, isTight: true)
  }
}
