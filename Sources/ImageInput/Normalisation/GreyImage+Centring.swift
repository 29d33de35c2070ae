extension GreyImage {
  /// The pixel that the centre of mass lies in; `nil` where there is no ink.
  ///
  /// The centre is the mean of the pixels' columns and rows, each weighted with its ink; both are
  /// rounded to the nearest whole number, half up, in exact integers.
  ///
  /// The image is in ink: 0 for paper, 255 for full ink.
  public func centreOfMass() -> (x: Int, y: Int)? {
    var mass = 0
    var moments = (x: 0, y: 0)
    for y in 0..<height {
      for x in 0..<width {
        let ink = Int(pixels[y * width + x])
        mass += ink
        moments.x += x * ink
        moments.y += y * ink
      }
    }
    guard mass > 0 else { return nil }
    // floor(moment / mass + 1/2)
    return ((2 * moments.x + mass) / (2 * mass), (2 * moments.y + mass) / (2 * mass))
  }

  /// A square of paper with the image on it, its centre of mass at the square's centre.
  ///
  /// The pixel that the centre of mass lies in comes to column and row `side / 2`, 14 of 28, which
  /// is where MNIST has it. The image is moved by whole pixels, and only so far that all of it
  /// stays on the square; one without ink is put into the middle.
  ///
  /// - Precondition: neither width nor height is above `side`.
  public func centredByMass(in side: Int) -> GreyImage {
    precondition(
      width <= side && height <= side, "\(width) x \(height) pixels do not fit \(side) x \(side)")
    let centre = centreOfMass() ?? (width / 2, height / 2)
    let left = min(max(side / 2 - centre.x, 0), side - width)
    let top = min(max(side / 2 - centre.y, 0), side - height)
    var square = [UInt8](repeating: 0, count: side * side)
    for y in 0..<height {
      let start = (top + y) * side + left
      square.replaceSubrange(start..<start + width, with: pixels[y * width..<(y + 1) * width])
    }
    return GreyImage(width: side, height: side, pixels: square)
  }
}
