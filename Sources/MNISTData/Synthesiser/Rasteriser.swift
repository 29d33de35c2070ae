/// Draws lines of ink into a small grey picture.
///
/// A pixel's darkness depends on how deep its centre lies inside the pen's trace. The edge is a
/// ramp, as in MNIST, whose grey levels come from the reduction of larger black-and-white scans.
struct Rasteriser {
  /// The picture's side in pixels.
  let side: Int
  /// The width of the grey edge in pixels.
  let softness: Float
  /// How deep each pixel's centre lies inside the trace (negative: outside), row by row.
  private var depths: [Float]

  init(side: Int, softness: Float) {
    self.side = side
    self.softness = softness
    self.depths = Array(repeating: -.greatestFiniteMagnitude, count: side * side)
  }

  /// Draws one straight piece of a pen's trace, round at both ends.
  ///
  /// - Parameters:
  ///   - start: where it begins; the centre of the upper left pixel is (0.5, 0.5).
  ///   - end: where it ends.
  ///   - radius: half the width of the trace, in pixels.
  mutating func draw(from start: Point, to end: Point, radius: Float) {
    let reach = radius + softness / 2
    let columns = pixels(from: min(start.x, end.x) - reach, to: max(start.x, end.x) + reach)
    let rows = pixels(from: min(start.y, end.y) - reach, to: max(start.y, end.y) + reach)
    let dx = end.x - start.x
    let dy = end.y - start.y
    let inverseSquare = 1 / max(dx * dx + dy * dy, 0x1p-20)
    for row in rows {
      let y = Float(row) + 0.5 - start.y
      for column in columns {
        let x = Float(column) + 0.5 - start.x
        // The nearest point of the piece lies at the share t of its length.
        let t = min(max((x * dx + y * dy) * inverseSquare, 0), 1)
        let offX = x - t * dx
        let offY = y - t * dy
        let depth = radius - (offX * offX + offY * offY).squareRoot()
        let position = row * side + column
        if depth > depths[position] { depths[position] = depth }
      }
    }
  }

  /// The picture: 0 is background, 255 full ink.
  func ink() -> [UInt8] {
    depths.map { depth in
      let t = min(max(depth / softness + 0.5, 0), 1)
      return UInt8(t * t * (3 - 2 * t) * 255 + 0.5)
    }
  }

  /// The pixels whose centres may lie between two coordinates, clipped to the picture.
  private func pixels(from low: Float, to high: Float) -> Range<Int> {
    let first = min(max(Int(low), 0), side)
    let end = min(max(Int(high) + 1, first), side)
    return first..<end
  }
}
