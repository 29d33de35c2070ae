/// One way of writing a digit: a few extreme forms of the same pen movements.
///
/// Any mixture of the extremes is a plausible form too, since they have the same strokes with the
/// same knots; so a handful of outlines spans a continuum of hands.
struct Allograph: Sendable {
  /// How often this way is chosen, relative to the digit's other ways.
  let weight: Float
  /// The share of the usual jitter and elasticity that the forms bear before they read as another
  /// digit: 1, or less for a form with a close neighbour.
  let looseness: Float
  /// The extreme forms: each a list of strokes.
  let extremes: [[Stroke]]

  /// Creates a way of writing from its extreme forms.
  ///
  /// - Precondition: there is an extreme, and all have the same numbers of strokes and of knots.
  init(weight: Float, looseness: Float = 1, _ extremes: [Stroke]...) {
    precondition(
      !extremes.isEmpty
        && extremes.allSatisfy { $0.map(\.knots.count) == extremes[0].map(\.knots.count) },
      "the extremes of an allograph need the same knots, found "
        + "\(extremes.map { $0.map(\.knots.count) })")
    self.weight = weight
    self.looseness = looseness
    self.extremes = extremes
  }

  /// A random mixture of the extremes, each knot shaken a little.
  ///
  /// - Parameter jitter: the standard deviation of a knot's shake, in percent of the height.
  func variation(jitter: Float, draws: inout SynthesisDraws) -> [Stroke] {
    // The fourth power favours forms near one extreme; an even mixture of many forms is always
    // about the same.
    let shares = extremes.map { _ in
      let share = draws.uniform(0...1)
      return share * share * share * share + 0x1p-20
    }
    let total = shares.reduce(0, +)
    let shake = looseness * jitter
    var strokes = extremes[0]
    for i in strokes.indices {
      for j in strokes[i].knots.indices {
        var mixture = Point(x: draws.bell(shake), y: draws.bell(shake))
        for (extreme, share) in zip(extremes, shares) {
          mixture = mixture + share / total * extreme[i].knots[j].point
        }
        strokes[i].knots[j].point = mixture
      }
    }
    return strokes
  }
}
