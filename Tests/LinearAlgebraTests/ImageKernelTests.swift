import LinearAlgebra
import Testing

@Suite("Kernels that change images")
struct ImageKernelTests {
  static let shapes = [(1, 1), (1, 9), (9, 1), (5, 3), (7, 16), (28, 28), (13, 17), (3, 65)]

  /// Images with ink everywhere, so that a wrong pixel shows.
  private func pixels(_ rows: Int, _ columns: Int, seed: UInt64) -> [UInt8] {
    let generator = Philox(seed: seed)
    return (0..<rows * columns).map {
      UInt8(truncatingIfNeeded: generator.words(stream: .synthesis, index: UInt64($0))[0])
    }
  }

  private func plane(_ rows: Int, _ columns: Int, _ pixels: [UInt8]) -> ImagePlane {
    let plane = ImagePlane(rows: rows, columns: columns)
    plane.fill(pixels.span, image: 0)
    return plane
  }

  /// The image that a map makes, and the bytes around it.
  private func warped(
    _ plane: ImagePlane, _ map: ImageWarp, _ kernels: KernelSet
  ) -> (image: [UInt8], rest: Set<UInt8>) {
    let count = plane.rows * plane.columns
    let tile = ByteTile(rows: 3, columns: count)
    for i in 0..<3 {
      for j in 0..<count { tile[i, j] = 99 }
    }
    kernels.warp(plane, by: map, into: tile, row: 1)
    let rest = [0, 2].flatMap { row in (0..<count).map { tile[row, $0] } }
    return ((0..<count).map { tile[1, $0] }, Set(rest))
  }

  @Test(
    "bent images equal the reference and leave other rows alone", arguments: Samples.vectorSets,
    shapes)
  func warp(_ set: KernelSet, _ shape: (rows: Int, columns: Int)) {
    let plane = plane(shape.rows, shape.columns, pixels(shape.rows, shape.columns, seed: 1))
    let map = ImageWarp(rows: shape.rows, columns: shape.columns)
    // From a little beyond the image's borders to far beyond them.
    for reach: Float in [0.3, 2, 40, 1e9] {
      var samples = Samples(seed: 2)
      map.setPoints { x, y in (x + reach * samples.float(), y + reach * samples.float()) }
      let found = warped(plane, map, set)
      #expect(found.image == warped(plane, map, .scalar).image, "\(reach)")
      #expect(found.rest == [99])
    }
  }

  @Test("the map of no change changes nothing", arguments: KernelSet.available, shapes)
  func identity(_ set: KernelSet, _ shape: (rows: Int, columns: Int)) {
    let pixels = pixels(shape.rows, shape.columns, seed: 3)
    let map = ImageWarp(rows: shape.rows, columns: shape.columns)
    #expect(warped(plane(shape.rows, shape.columns, pixels), map, set).image == pixels)
  }

  @Test("the largest image can be mapped to itself")
  func largest() {
    let side = ImageWarp.sideLimit
    let pixels = pixels(2, side, seed: 4)
    let map = ImageWarp(rows: 2, columns: side)
    #expect(warped(plane(2, side, pixels), map, .best).image == pixels)
  }

  @Test("a shift by whole pixels moves them and brings zeros in", arguments: KernelSet.available)
  func wholeShift(_ set: KernelSet) {
    let pixels = pixels(6, 7, seed: 5)
    let map = ImageWarp(rows: 6, columns: 7)
    map.setPoints { x, y in (x + 2, y - 1) }
    var expected = [UInt8](repeating: 0, count: 42)
    for i in 1..<6 {
      for j in 0..<5 { expected[i * 7 + j] = pixels[(i - 1) * 7 + j + 2] }
    }
    #expect(warped(plane(6, 7, pixels), map, set).image == expected)
  }

  @Test("between pixels their values are blended, halves up", arguments: KernelSet.available)
  func halfShift(_ set: KernelSet) {
    let map = ImageWarp(rows: 2, columns: 2)
    map.setPoints { x, y in (x + 0.5, y) }
    #expect(warped(plane(2, 2, [10, 21, 255, 0]), map, set).image == [16, 11, 128, 0])
    map.setPoints { x, y in (x + 0.25, y + 0.5) }
    // (0.75 * 10 + 0.25 * 21 + 0.75 * 255) / 2 = 102; (0.75 * 21) / 2 = 7.9; and so on.
    #expect(warped(plane(2, 2, [10, 21, 255, 0]), map, set).image == [102, 8, 96, 0])
  }

  @Test(
    "a changed pen equals the reference", arguments: Samples.vectorSets,
    [-256, -200, -1, 0, 1, 77, 256] as [Int32])
  func pen(_ set: KernelSet, _ amount: Int32) {
    for (rows, columns) in Self.shapes {
      let plane = plane(rows, columns, pixels(rows, columns, seed: 6))
      func image(_ kernels: KernelSet) -> [UInt8] {
        let other = ImagePlane(rows: rows, columns: columns)
        kernels.changePen(plane, amount: amount, into: other)
        return warped(other, ImageWarp(rows: rows, columns: columns), .scalar).image
      }
      #expect(image(set) == image(.scalar), "[\(rows), \(columns)]")
    }
  }

  @Test("a whole dilation takes the most ink, a whole erosion the least, half of them half")
  func penValues() {
    let plane = plane(3, 3, [0, 0, 0, 0, 200, 255, 0, 255, 255])
    func image(_ amount: Int32) -> [UInt8] {
      let other = ImagePlane(rows: 3, columns: 3)
      KernelSet.scalar.changePen(plane, amount: amount, into: other)
      return warped(other, ImageWarp(rows: 3, columns: 3), .scalar).image
    }
    #expect(image(256) == [0, 200, 255, 200, 255, 255, 255, 255, 255])
    #expect(image(-256) == [0, 0, 0, 0, 0, 0, 0, 0, 0])
    #expect(image(128) == [0, 100, 128, 100, 228, 255, 128, 255, 255])
    #expect(image(-128) == [0, 0, 0, 0, 100, 128, 0, 128, 128])
    #expect(image(0) == [0, 0, 0, 0, 200, 255, 0, 255, 255])
  }

  @Test("a moving average equals the reference and the formula", arguments: KernelSet.available)
  func average(_ set: KernelSet) {
    for width in [1, 15, 16, 33, 130] {
      var samples = Samples(seed: UInt64(width))
      let before = samples.matrix(4, width)
      let x = samples.matrix(4, width)
      let average = before.copied
      set.average(average, of: x, rows: 1..<3, rate: 0.3)
      let reference = before.copied
      KernelSet.scalar.average(reference, of: x, rows: 1..<3, rate: 0.3)
      #expect(average.bits == reference.bits)
      for j in 0..<width {
        #expect(average[0, j] == before[0, j] && average[3, j] == before[3, j])
        let expected = before[1, j].addingProduct(0.3, x[1, j] - before[1, j]) + 0
        #expect(average[1, j].bitPattern == expected.bitPattern)
      }
    }
  }
}
