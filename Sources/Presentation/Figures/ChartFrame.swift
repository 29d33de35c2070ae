/// The place of a chart's values in its picture, with axes, marks and grid.
struct ChartFrame: Hashable, Sendable {
  /// The size of the picture in pixels.
  let width: Int
  /// The size of the picture in pixels.
  let height: Int
  /// The scale from left to right.
  let x: ChartAxis
  /// The scale from the bottom to the top.
  let y: ChartAxis

  private static let (leading, trailing) = (72.0, 24.0)
  private static let (above, below) = (32.0, 48.0)

  /// Where a value of the horizontal scale stands.
  func left(_ value: Double) -> Double {
    Self.leading + x.position(value) * (Double(width) - Self.leading - Self.trailing)
  }

  /// Where a value of the vertical scale stands.
  func top(_ value: Double) -> Double {
    bottom - y.position(value) * (bottom - Self.above)
  }

  /// Where the horizontal axis is.
  var bottom: Double { Double(height) - Self.below }

  /// Grid, axes and marks; a title below the horizontal axis.
  func content(xTitle: String) -> [Markup] {
    let (start, end) = (Self.leading, Double(width) - Self.trailing)
    var content: [Markup] = []
    for tick in y.ticks {
      content.append(SVG.line(x1: start, y1: top(tick), x2: end, y2: top(tick), "grid"))
      content.append(SVG.text(y.label(tick), x: start - 8, y: top(tick) + 4, "end muted"))
    }
    for tick in x.ticks {
      content.append(
        SVG.line(x1: left(tick), y1: bottom, x2: left(tick), y2: bottom + 5, "axis"))
      content.append(SVG.text(x.label(tick), x: left(tick), y: bottom + 18, "middle muted"))
    }
    content.append(SVG.line(x1: start, y1: bottom, x2: end, y2: bottom, "axis"))
    content.append(
      SVG.text(xTitle, x: (start + end) / 2, y: Double(height) - 10, "middle muted"))
    return content
  }
}
