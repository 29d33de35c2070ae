/// The pen that an image is drawn with.
struct Pen {
  /// Half the mean width of its line, in pixels.
  let radius: Float
  /// The width of the grey edge of its line, in pixels.
  let softness: Float
  /// The spread of pressure between strokes.
  private let pressureSpread: Float

  /// Draws a random pen.
  init(style: HandStyle, draws: inout SynthesisDraws) {
    radius = max(style.meanPenRadius + draws.bell(style.penRadius), 0.55)
    softness = style.softness
    pressureSpread = style.pressure
  }

  /// A random change of pressure along a stroke: the share by which its line is wider at the end
  /// than in the middle.
  func pressure(draws: inout SynthesisDraws) -> Float {
    draws.bell(pressureSpread)
  }

  /// Half the line's width at a place of a stroke, from 0 at its beginning to 1 at its end.
  func radius(at place: Float, pressure: Float) -> Float {
    max(radius * (1 + pressure * (2 * place - 1)), 0.4)
  }
}

/// What one stroke leaves on the paper.
struct Trace {
  /// The corners of its chain of straight pieces; at least two.
  var points: [Point]
  /// The change of the pen's pressure along it.
  let pressure: Float
}
