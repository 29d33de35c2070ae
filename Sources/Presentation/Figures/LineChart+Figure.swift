extension LineChart {
  /// The chart as a picture.
  package func figure(name: String) -> SVGFigure {
    let frame = ChartFrame(
      width: 720, height: 300,
      x: ChartAxis(holding: [1, Double(steps)], marks: 10, isWhole: true, isTight: true),
      y: axis(marks: 6))
    var content = frame.content(xTitle: step)
    content.append(SVG.text(title, x: 8, y: 18, "muted"))
    for (index, series) in series.enumerated() {
      let style = index == 0 ? "first" : "second"
      let points = series.finite.enumerated().map { step, value in
        (x: frame.left(Double(step + 1)), y: frame.top(value))
      }
      content.append(SVG.polyline(points, index == 0 ? "line \(style)" : "line \(style) dashed"))
      if points.count <= 60 {
        for (step, point) in points.enumerated() {
          content.append(
            SVG.dot(
              x: point.x, y: point.y, radius: 3, style,
              hint: "\(series.name), \(self.step) \(step + 1): "
                + frame.y.exactLabel(series.finite[step])))
        }
      }
      content += legend(series.name, index, style)
    }
    return SVGFigure(
      name: name, title: title, description: description, width: frame.width, height: frame.height,
      content: content)
  }

  private func legend(_ name: String, _ index: Int, _ style: String) -> [Markup] {
    let x = 136 + 200 * Double(index)
    return [
      SVG.line(
        x1: x, y1: 14, x2: x + 30, y2: 14, index == 0 ? "line \(style)" : "line \(style) dashed"),
      SVG.text(name, x: x + 38, y: 18),
    ]
  }
}
