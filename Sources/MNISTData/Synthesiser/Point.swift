/// A point of the plane; `x` grows to the right and `y` downwards, as in an image.
struct Point: Sendable, Hashable {
  var x: Float
  var y: Float

  /// The distance to another point.
  func distance(to other: Point) -> Float {
    let dx = other.x - x
    let dy = other.y - y
    return (dx * dx + dy * dy).squareRoot()
  }

  static func + (a: Point, b: Point) -> Point {
    Point(x: a.x + b.x, y: a.y + b.y)
  }

  static func - (a: Point, b: Point) -> Point {
    Point(x: a.x - b.x, y: a.y - b.y)
  }

  static func * (scale: Float, a: Point) -> Point {
    Point(x: scale * a.x, y: scale * a.y)
  }
}
