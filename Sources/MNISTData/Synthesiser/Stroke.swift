/// One movement of the pen: the knots that a smooth curve passes through.
struct Stroke: Sendable {
  /// A point the pen passes, in percent of the digit's height.
  struct Knot: Sendable {
    var point: Point
    /// Whether the pen turns sharply here instead of swinging round.
    let isCorner: Bool
  }

  var knots: [Knot]

  init(_ knots: Knot...) {
    self.knots = knots
  }
}

extension Stroke.Knot {
  /// A knot that the curve passes smoothly.
  static func at(_ x: Float, _ y: Float) -> Self {
    Self(point: Point(x: x, y: y), isCorner: false)
  }

  /// A knot where the curve turns sharply.
  static func corner(_ x: Float, _ y: Float) -> Self {
    Self(point: Point(x: x, y: y), isCorner: true)
  }
}
