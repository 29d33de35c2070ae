/// A smooth random change of the plane: an elastic map and then an affine one.
///
/// The elastic part shifts the nodes of a coarse grid over the digit at random and blends the
/// shifts in between with the uniform cubic B-spline, whose second derivative is continuous, so
/// that lines bend but never break.
struct Distortion {
  /// Nodes along each side of the grid: four act on every point.
  private static let nodes = 8
  /// The distance between nodes, in percent of the digit's height.
  private static let spacing: Float = 24
  /// The upper left corner of the square that the spline covers.
  ///
  /// The square has `nodes - 3` cells along each side, 120 percent of a digit's height. What little
  /// of a glyph lies outside shifts as the square's border does.
  private static let origin = Point(x: -30, y: -10)

  /// The shift of each node, row by row.
  private let shifts: [Point]
  /// The affine part, `x' = xFromX * x + xFromY * y` and so on; the place does not matter.
  private let xFromX: Float
  private let xFromY: Float
  private let yFromX: Float
  private let yFromY: Float

  /// Draws a random distortion.
  ///
  /// - Parameters:
  ///   - style: how much hands differ.
  ///   - looseness: the share of the style's elasticity that the glyph bears.
  init(style: HandStyle, looseness: Float, draws: inout SynthesisDraws) {
    let elasticity = looseness * style.elasticity
    shifts = (0..<Self.nodes * Self.nodes).map { _ in
      Point(x: draws.bell(elasticity), y: draws.bell(elasticity))
    }
    // With t the tangent of half the angle, (1 - t^2) / (1 + t^2) and 2t / (1 + t^2) are exactly
    // the cosine and sine of an angle: a rotation without a library's trigonometry.
    let t = draws.bell(style.rotation) / 2
    let cosine = (1 - t * t) / (1 + t * t)
    let sine = 2 * t / (1 + t * t)
    let slant = style.meanSlant + draws.bell(style.slant)
    let width = max(1 + draws.bell(style.width), 0.3)
    // Rotation after slant after width. The slant leans the top, where y is small, to the right.
    xFromX = cosine * width
    xFromY = -cosine * slant - sine
    yFromX = sine * width
    yFromY = cosine - sine * slant
  }

  /// Where a point of the glyph goes.
  func callAsFunction(_ point: Point) -> Point {
    let shifted = point + shift(at: point)
    return Point(
      x: xFromX * shifted.x + xFromY * shifted.y,
      y: yFromX * shifted.x + yFromY * shifted.y)
  }

  /// The elastic shift at a point: the blend of the 4 x 4 nodes around it.
  private func shift(at point: Point) -> Point {
    let (column, u) = Self.cell(point.x - Self.origin.x)
    let (row, v) = Self.cell(point.y - Self.origin.y)
    let horizontal = Self.splineWeights(u)
    let vertical = Self.splineWeights(v)
    var sum = Point(x: 0, y: 0)
    for i in 0..<4 {
      let first = (row + i) * Self.nodes + column
      var along = Point(x: 0, y: 0)
      for j in 0..<4 {
        along = along + horizontal[j] * shifts[first + j]
      }
      sum = sum + vertical[i] * along
    }
    return sum
  }

  /// The first of the four nodes that act at a coordinate, and the place within the cell, `0..<1`.
  private static func cell(_ coordinate: Float) -> (first: Int, fraction: Float) {
    let position = min(max(coordinate / spacing, 0), Float(nodes - 3) - 0x1p-10)
    let first = Int(position)
    return (first, position - Float(first))
  }

  /// The uniform cubic B-spline's four weights at a place within a cell; they add up to 1.
  private static func splineWeights(_ t: Float) -> SIMD4<Float> {
    let s = 1 - t
    return SIMD4(
      s * s * s,
      3 * t * t * t - 6 * t * t + 4,
      3 * s * s * s - 6 * s * s + 4,
      t * t * t) / 6
  }
}
