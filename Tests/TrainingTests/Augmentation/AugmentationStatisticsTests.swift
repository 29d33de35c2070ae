import Testing

@testable import Training

/// Where a small dot goes tells what happened to the image that it is in.
@Suite("Augmentation, statistics")
struct AugmentationStatisticsTests {
  /// Enough for the largest of as many amounts to come within 1 % of its limit, and for a mean to
  /// be known within 1.3 % of it.
  private static let count = 2_000
  /// The centre of a 29 x 29 image is a pixel.
  private static let side = 29

  /// A soft dot around a place given from the centre.
  private func dot(_ x: Int, _ y: Int, radius: Int = 2) -> [UInt8] {
    var pixels = [UInt8](repeating: 0, count: Self.side * Self.side)
    for i in -radius...radius {
      for j in -radius...radius {
        let ink = 25 * (radius + 1 - abs(i)) * (radius + 1 - abs(j))
        pixels[(14 + y + i) * Self.side + 14 + x + j] = UInt8(ink)
      }
    }
    return pixels
  }

  /// The dot's centres of mass from the image's centre, one for each image.
  private func centres(
    _ x: Int, _ y: Int, radius: Int = 2, count: Int = Self.count,
    _ change: (inout Augmentation) -> Void
  ) throws -> [(x: Double, y: Double)] {
    var augmentation = Augmentation()
    change(&augmentation)
    let pixels = Array(repeatElement(dot(x, y, radius: radius), count: count).joined())
    let bytes = try augmentation.apply(
      to: pixels, rows: Self.side, columns: Self.side, seed: 11, epoch: 0)
    let size = Self.side * Self.side
    return (0..<count).map { image in
      var (sum, sumX, sumY) = (0.0, 0.0, 0.0)
      for p in 0..<size {
        let ink = Double(bytes[image * size + p])
        sum += ink
        sumX += ink * Double(p % Self.side - 14)
        sumY += ink * Double(p / Self.side - 14)
      }
      return (sumX / sum, sumY / sum)
    }
  }

  /// Checks that numbers are spread evenly over `-limit...limit`.
  private func expectEven(_ numbers: [Double], limit: Double, tolerance: Double = 0.05) {
    let mean = numbers.reduce(0, +) / Double(numbers.count)
    let square = numbers.reduce(0) { $0 + $1 * $1 } / Double(numbers.count)
    #expect(abs(mean) < 0.05 * limit + tolerance / 2, "mean \(mean)")
    #expect(abs(square.squareRoot() / (limit / 3.0.squareRoot()) - 1) < 0.05, "spread \(square)")
    let reach = (numbers.min() ?? 0, numbers.max() ?? 0)
    #expect(reach.0 < -0.95 * limit && reach.1 > 0.95 * limit, "\(reach)")
    #expect(reach.0 > -limit - tolerance && reach.1 < limit + tolerance, "\(reach)")
  }

  @Test("shifts are even over both directions, and independent of each other")
  func shift() throws {
    let centres = try centres(0, 0) { $0.shift = 3 }
    expectEven(centres.map(\.x), limit: 3)
    expectEven(centres.map(\.y), limit: 3)
    let covariance = centres.reduce(0) { $0 + $1.x * $1.y } / Double(Self.count)
    #expect(abs(covariance) < 0.2)
  }

  @Test("rotations keep the distance to the centre and are even over the angles")
  func rotation() throws {
    let centres = try centres(8, 0) { $0.rotation = 20 }
    for centre in centres {
      #expect(abs((centre.x * centre.x + centre.y * centre.y).squareRoot() - 8) < 0.1)
    }
    // 8 sin 20 degrees = 2.736; sin is straight enough for the spread of the angles.
    expectEven(centres.map(\.y), limit: 2.736)
  }

  @Test("a rotation by up to 180 degrees reaches every direction")
  func wholeTurn() throws {
    let centres = try centres(8, 0) { $0.rotation = 180 }
    for (right, below) in [(true, true), (true, false), (false, true), (false, false)] {
      let share = centres.count { ($0.x > 0) == right && ($0.y > 0) == below }
      #expect(abs(Double(share) / Double(Self.count) - 0.25) < 0.03)
    }
  }

  @Test("width and height change each for itself")
  func scale() throws {
    // The dot at 8 is seen where factor * p = 8, so 8 / p - 1 is the change.
    let wide = try centres(8, 0) { $0.scale = 0.2 }
    expectEven(wide.map { 8 / $0.x - 1 }, limit: 0.2, tolerance: 0.01)
    for centre in wide { #expect(abs(centre.y) < 0.05) }
    let both = try centres(8, 8) { $0.scale = 0.2 }
    let covariance = both.reduce(0) { $0 + (8 / $1.x - 1) * (8 / $1.y - 1) } / Double(Self.count)
    #expect(abs(covariance) < 0.001)
  }

  @Test("a slant moves rows by their distance from the middle one")
  func shear() throws {
    let centres = try centres(0, 8) { $0.shear = 0.3 }
    expectEven(centres.map(\.x), limit: 2.4)
    for centre in centres { #expect(abs(centre.y - 8) < 0.05) }
    for centre in try self.centres(6, 0, { $0.shear = 0.3 }) {
      #expect(abs(centre.x - 6) < 0.05 && abs(centre.y) < 0.05)
    }
  }

  @Test("an elastic field moves pixels by its amount, neighbours together, the far apart alone")
  func elasticity() throws {
    let here = try centres(0, 0) { $0.elasticity = 1 }
    let beside = try centres(1, 0) { $0.elasticity = 1 }
    let far = try centres(-8, 8) { $0.elasticity = 1 }
    func mean(_ numbers: [Double]) -> Double { numbers.reduce(0, +) / Double(numbers.count) }
    for moves in [here.map(\.x), here.map(\.y), far.map { $0.x + 8 }, far.map { $0.y - 8 }] {
      #expect(abs(mean(moves)) < 0.08, "mean \(mean(moves))")
      // The share depends on where in a cell a pixel is; the amount is the mean over the image.
      #expect(abs(mean(moves.map { $0 * $0 }).squareRoot() - 1) < 0.25)
    }
    let together = mean(zip(here, beside).map { $0.x * ($1.x - 1) })
    let apart = mean(zip(here, far).map { $0.x * ($1.x + 8) })
    #expect(together > 0.8)
    #expect(abs(apart) < 0.2)
  }

  /// With a small amount and a small dot, over which the field is nearly the same.
  @Test("an elastic field's amount is the root mean square over the image")
  func elasticAmount() throws {
    var squares = 0.0
    var moves = 0
    for y in stride(from: -9, through: 9, by: 3) {
      for x in stride(from: -9, through: 9, by: 3) {
        for centre in try centres(x, y, radius: 1, count: 100, { $0.elasticity = 0.3 }) {
          let (dx, dy) = (centre.x - Double(x), centre.y - Double(y))
          squares += dx * dx + dy * dy
          moves += 2
        }
      }
    }
    #expect(abs((squares / Double(moves)).squareRoot() / 0.3 - 1) < 0.05)
  }

  @Test("the pen gets wider as often as thinner")
  func pen() throws {
    var augmentation = Augmentation()
    augmentation.penWidth = 1
    let whole = dot(0, 0)
    let ink = whole.reduce(0) { $0 + Int($1) }
    let bytes = try augmentation.apply(
      to: Array(repeatElement(whole, count: Self.count).joined()), rows: Self.side,
      columns: Self.side, seed: 12, epoch: 0)
    let wider = (0..<Self.count).count { image in
      bytes[image * whole.count..<(image + 1) * whole.count].reduce(0) { $0 + Int($1) } > ink
    }
    #expect(abs(Double(wider) / Double(Self.count) - 0.5) < 0.03)
  }

  @Test("a cleared square lies anywhere and may reach beyond the image")
  func cutOut() throws {
    var augmentation = Augmentation()
    augmentation.cutOut = 6
    let size = Self.side * Self.side
    let bytes = try augmentation.apply(
      to: [UInt8](repeating: 200, count: Self.count * size), rows: Self.side, columns: Self.side,
      seed: 13, epoch: 0)
    var cleared = [Int](repeating: 0, count: size)
    var areas: Set<Int> = []
    for image in 0..<Self.count {
      var area = 0
      for p in 0..<size where bytes[image * size + p] == 0 {
        cleared[p] += 1
        area += 1
      }
      areas.insert(area)
    }
    #expect(areas.max() == 36 && areas.min() ?? 0 >= 9 && areas.count > 5)
    // Inside, each pixel is in 36 of 841 squares.
    for y in 6..<23 {
      for x in 6..<23 {
        #expect(abs(Double(cleared[y * Self.side + x]) / Double(Self.count) - 36 / 841) < 0.02)
      }
    }
    #expect(Set(bytes) == [0, 200])
  }
}
