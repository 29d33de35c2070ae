/// One way of writing a digit: a few extreme forms of the same pen movements.
///
/// Any mixture of the extremes is a plausible form too, since they have the same strokes with the
/// same knots; so a handful of outlines spans a continuum of hands.
struct Allograph: Sendable {
  /// How often this way is chosen, relative to the digit's other ways.
  let weight: Float
  /// The extreme forms: each a list of strokes.
  let extremes: [[Stroke]]

  /// - Precondition: all extremes have the same numbers of strokes and of knots.
  init(weight: Float, _ extremes: [Stroke]...) {
    precondition(
      extremes.allSatisfy { $0.map(\.knots.count) == extremes[0].map(\.knots.count) },
      "the extremes of an allograph need the same knots, found "
        + "\(extremes.map { $0.map(\.knots.count) })")
    self.weight = weight
    self.extremes = extremes
  }

  /// A random mixture of the extremes, each knot shaken a little.
  ///
  /// - Parameter jitter: the standard deviation of a knot's shake, in percent of the height.
  func variation(jitter: Float, draws: inout SynthesisDraws) -> [Stroke] {
    // Squares favour forms near one extreme over the grey middle.
    let shares = extremes.map { _ in
      let share = draws.uniform(0...1)
      return share * share + 0x1p-10
    }
    let total = shares.reduce(0, +)
    var strokes = extremes[0]
    for i in strokes.indices {
      for j in strokes[i].knots.indices {
        var mixture = Point(x: draws.bell(jitter), y: draws.bell(jitter))
        for (extreme, share) in zip(extremes, shares) {
          mixture = mixture + share / total * extreme[i].knots[j].point
        }
        strokes[i].knots[j].point = mixture
      }
    }
    return strokes
  }
}
