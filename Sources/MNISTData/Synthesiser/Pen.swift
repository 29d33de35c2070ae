/// The pen that an image is drawn with.
struct Pen {
  /// Half the mean width of its line, in pixels.
  let radius: Float
  /// The width of the grey edge of its line, in pixels.
  let softness: Float
  /// The spread of pressure between strokes.
  private let pressureSpread: Float

  /// The finest mean line, as half its width in pixels; finer ones hardly leave ink.
  private static let finest: Float = 0.55
  /// The finest line at the lightly pressed end of a stroke.
  private static let finestEnd: Float = 0.4

  /// Draws a random pen.
  init(style: HandStyle, draws: inout SynthesisDraws) {
    // Felt pens are rare but much broader: beyond one standard deviation the radius grows with the
    // square of the excess.
    let deviation = draws.bell(1)
    let excess = max(deviation - 1, 0)
    let spread = deviation + style.broadness * excess * excess
    radius = max(style.meanPenRadius + style.penRadius * spread, Self.finest)
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
    max(radius * (1 + pressure * (2 * place - 1)), Self.finestEnd)
  }
}
