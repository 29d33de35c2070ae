extension Stroke {
  /// About how long a straight piece is, in percent of the digit's height: less than two pixels.
  private static let pieceLength: Float = 9

  /// The curve through the knots as a chain of straight pieces.
  ///
  /// Between two knots runs a cubic Hermite curve. Its tangent at a knot `b` with neighbours `a`
  /// and `c` is that of the parabola through the three when time runs with the chord lengths
  /// `p = |ab|` and `q = |bc|`:
  ///
  ///     v = ((b - a) / p * q + (c - b) / q * p) / (p + q)
  ///
  /// which, unlike the plain `(c - a) / 2`, does not swing out where knots lie unevenly. At a
  /// corner it is scaled by `roundness`: 0 is a sharp turn, 1 none at all.
  ///
  /// - Parameter roundness: how far corners are smoothed, `0...1`.
  func flattened(roundness: Float) -> [Point] {
    guard let first = knots.first else { return [] }
    let velocities = velocities(roundness: roundness)
    var points = [first.point]
    for i in 1..<knots.count {
      let start = knots[i - 1].point
      let end = knots[i].point
      let chord = start.distance(to: end)
      let pieces = min(max(Int(chord / Stroke.pieceLength + 1), 2), 8)
      for j in 1..<pieces {
        let t = Float(j) / Float(pieces)
        // The four cubic Hermite polynomials.
        let s = 1 - t
        let startWeight = (1 + 2 * t) * s * s
        let endWeight = t * t * (3 - 2 * t)
        let startSlope = t * s * s * chord
        let endSlope = t * t * s * chord
        points.append(
          Point(
            x: startWeight * start.x + endWeight * end.x + startSlope * velocities[i - 1].x
              - endSlope * velocities[i].x,
            y: startWeight * start.y + endWeight * end.y + startSlope * velocities[i - 1].y
              - endSlope * velocities[i].y))
      }
      points.append(end)
    }
    return points
  }

  /// The direction and speed at each knot, per unit of chord length.
  private func velocities(roundness: Float) -> [Point] {
    knots.indices.map { i in
      let here = knots[i].point
      let incoming = i > 0 ? Stroke.unitVector(from: knots[i - 1].point, to: here) : nil
      let outgoing =
        i + 1 < knots.count ? Stroke.unitVector(from: here, to: knots[i + 1].point) : nil
      switch (incoming, outgoing) {
      case (let incoming?, let outgoing?):
        let p = incoming.length
        let q = outgoing.length
        let scale = (knots[i].isCorner ? roundness : 1) / (p + q)
        return (scale * q) * incoming.direction + (scale * p) * outgoing.direction
      case (let only?, nil), (nil, let only?):
        return only.direction
      case (nil, nil):
        return Point(x: 0, y: 0)
      }
    }
  }

  /// The direction from one point to another and their distance; the distance is never 0, so that
  /// knots thrown onto each other by chance do no harm.
  private static func unitVector(
    from a: Point, to b: Point
  ) -> (direction: Point, length: Float) {
    let length = max(a.distance(to: b), 0x1p-10)
    return (1 / length * (b - a), length)
  }
}
