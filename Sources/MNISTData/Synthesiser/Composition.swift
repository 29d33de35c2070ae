/// How traces of the pen become an image in MNIST's convention.
///
/// Source: LeCun, Cortes and Burges, "The MNIST database of handwritten digits": digits were
/// "size normalized to fit in a 20x20 pixel box while preserving their aspect ratio" and "centered
/// in a 28x28 image by computing the center of mass of the pixels, and translating the image so as
/// to position this point at the center of the 28x28 field".
enum Composition {
  /// The side of the box that a digit fills.
  private static let boxSide = 20

  /// Draws traces, given in any unit and place, into an image.
  ///
  /// - Precondition: there is a trace, and every trace has a point.
  static func image(of traces: [Trace], pen: Pen) -> [UInt8] {
    let side = DigitSynthesiser.side
    let box = boxPicture(of: traces, pen: pen)
    let (left, top) = placeOfBox(box)
    var image = [UInt8](repeating: 0, count: side * side)
    for row in 0..<boxSide {
      for column in 0..<boxSide {
        image[(top + row) * side + left + column] = box[row * boxSide + column]
      }
    }
    return image
  }

  /// Draws traces so large that with the pen's width they just fit into the box.
  private static func boxPicture(of traces: [Trace], pen: Pen) -> [UInt8] {
    var low = traces[0].points[0]
    var high = low
    for point in traces.lazy.flatMap(\.points) {
      low = Point(x: min(low.x, point.x), y: min(low.y, point.y))
      high = Point(x: max(high.x, point.x), y: max(high.y, point.y))
    }
    let extent = high - low
    let room = Float(boxSide) - 2 * pen.radius
    let scale = room / max(extent.x, extent.y, 0x1p-10)
    let corner = Point(
      x: pen.radius + (room - scale * extent.x) / 2, y: pen.radius + (room - scale * extent.y) / 2)
    var rasteriser = Rasteriser(side: boxSide, softness: pen.softness)
    for trace in traces {
      let points = trace.points.map { corner + scale * ($0 - low) }
      for i in 1..<points.count {
        let place = Float(i) / Float(points.count - 1)
        rasteriser.draw(
          from: points[i - 1], to: points[i],
          radius: pen.radius(at: place, pressure: trace.pressure))
      }
    }
    return rasteriser.ink()
  }

  /// Where in the image the box's upper left corner belongs.
  ///
  /// The box moves by whole pixels, so that its grey levels stay; MNIST's centre is the centre of
  /// pixel (14, 14), which its images meet within half a pixel.
  private static func placeOfBox(_ box: [UInt8]) -> (left: Int, top: Int) {
    let centre = DigitSynthesiser.side / 2
    var mass = 0
    var columnMoment = 0
    var rowMoment = 0
    for row in 0..<boxSide {
      for column in 0..<boxSide {
        let ink = Int(box[row * boxSide + column])
        mass += ink
        columnMoment += ink * column
        rowMoment += ink * row
      }
    }
    func place(moment: Int) -> Int {
      guard mass > 0 else { return (DigitSynthesiser.side - boxSide) / 2 }
      let nearest = centre - (2 * moment + mass) / (2 * mass)
      return min(max(nearest, 0), DigitSynthesiser.side - boxSide)
    }
    return (place(moment: columnMoment), place(moment: rowMoment))
  }
}
