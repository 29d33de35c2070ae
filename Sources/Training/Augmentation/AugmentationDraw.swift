internal import LinearAlgebra

/// What happens to one image in one epoch.
///
/// All of it comes from blocks of stream 4 at the epoch, with the image as the low word of the index
/// and the number of the block as its high word: block 0 has rotation, width, height and slant;
/// block 1 the shifts right and down, the pen, and a word that is not used; block 2 the centre of
/// the cleared square; blocks from 4 on two control points each, row by row, x before y.
struct AugmentationDraw {
  /// The root of the mean square of the cubic B-spline's weights over both directions, times the
  /// standard deviation of a number spread evenly over -1...1: how far a field of such control
  /// points moves pixels.
  ///
  /// In one direction the mean square is the spline of degree 7 at 0, 151 / 315; in two, with the
  /// root, 151 / 315 again.
  private static let fieldDeviation: Float = 151 / 315 * 0.577_350_26

  private let generator: Philox
  private let epoch: UInt32
  private let image: UInt32

  init(seed: UInt64, epoch: Int, image: Int) {
    generator = Philox(seed: seed)
    self.epoch = UInt32(epoch)
    self.image = UInt32(image)
  }

  /// The random words of a block.
  private func words(_ block: Int) -> SIMD4<UInt32> {
    generator.words(stream: .augmentation, epoch: epoch, index: UInt64(block) << 32 | UInt64(image))
  }

  /// A number spread evenly over -1..<1.
  private static func signed(_ word: UInt32) -> Float { 2 * Philox.unit(word) - 1 }

  /// Sets the control points of a map for the amounts.
  ///
  /// With the centre `c` of the image and random angle a, factors f and g, slant s and shift d, the
  /// point p of the new image shows what stood at
  ///
  ///     c + R(a) S(s) diag(f, g) (p - c) + d + the elastic field at p
  func set(_ map: ImageWarp, _ amounts: Augmentation) {
    let first = words(0)
    let second = words(1)
    let degrees = amounts.rotation * Self.signed(first[0])
    let magnitude = min(Double(abs(degrees)) * (.pi / 180), .pi)
    let cosine = Float(Cosine.cos(magnitude))
    let sineOfMagnitude = Float(Cosine.cos(abs(.pi / 2 - magnitude)))
    let sine = degrees < 0 ? -sineOfMagnitude : sineOfMagnitude
    let width = 1 + amounts.scale * Self.signed(first[1])
    let height = 1 + amounts.scale * Self.signed(first[2])
    let slant = amounts.shear * Self.signed(first[3])
    let shiftRight = amounts.shift * Self.signed(second[0])
    let shiftDown = amounts.shift * Self.signed(second[1])
    let centreX = Float(map.columns - 1) / 2
    let centreY = Float(map.rows - 1) / 2
    let field = amounts.elasticity / Self.fieldDeviation
    var block = SIMD4<UInt32>()
    var point = 0
    map.setPoints { x, y in
      let v = height * (y - centreY)
      let u = width * (x - centreX) + slant * v
      var moved = (
        x: cosine * u - sine * v + centreX + shiftRight,
        y: sine * u + cosine * v + centreY + shiftDown
      )
      if field != 0 {
        let lane = point % 2 * 2
        if lane == 0 { block = words(4 + point / 2) }
        moved.x += field * Self.signed(block[lane])
        moved.y += field * Self.signed(block[lane + 1])
        point += 1
      }
      return moved
    }
  }

  /// How much the pen changes, in 1/256 of a dilation or, below 0, of an erosion.
  func pen(_ amounts: Augmentation) -> Int32 {
    Int32((256 * amounts.penWidth * Self.signed(words(1)[2])).rounded(.down))
  }

  /// The rows and columns that are cleared.
  func clearedSquare(
    _ amounts: Augmentation, rows: Int, columns: Int
  ) -> (rows: Range<Int>, columns: Range<Int>) {
    let words = words(2)
    func span(_ centre: Int, _ limit: Int) -> Range<Int> {
      let start = centre - amounts.cutOut / 2
      return max(start, 0)..<min(start + amounts.cutOut, limit)
    }
    return (
      span(Int(Philox.unit(words[0]) * Float(rows)), rows),
      span(Int(Philox.unit(words[1]) * Float(columns)), columns)
    )
  }
}
