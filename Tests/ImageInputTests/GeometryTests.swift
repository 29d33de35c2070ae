import ImageInput
import Testing

@Suite("Cropping, AreaAverage and centring")
struct GeometryTests {
  private func image(_ rows: [[UInt8]]) -> GreyImage {
    GreyImage(width: rows[0].count, height: rows.count, pixels: rows.flatMap { $0 })
  }

  @Test("the box spans half ink and the soft edge beside it, not faint specks apart")
  func box() {
    let page = image([
      [9, 0, 0, 0, 0, 0],
      [0, 0, 0, 40, 0, 0],
      [0, 0, 0, 200, 0, 0],
      [0, 0, 200, 200, 20, 0],
      [0, 0, 0, 0, 0, 0],
      [0, 0, 0, 30, 0, 0],
    ])
    #expect(page.inkBox() == PixelBox(columns: 2..<5, rows: 1..<4))
    #expect(
      page.cropped(to: PixelBox(columns: 2..<5, rows: 1..<4))
        == image([[0, 40, 0], [0, 200, 0], [200, 200, 20]]))
  }

  @Test("the box reaches every side of the image, and parts of a digit that lie apart")
  func wholeBox() {
    let page = image([[255, 0, 0], [0, 0, 0], [0, 0, 128]])
    #expect(page.inkBox() == PixelBox(columns: 0..<3, rows: 0..<3))
    #expect(page.cropped(to: PixelBox(columns: 0..<3, rows: 0..<3)) == page)
  }

  @Test("a faint image has the box of all its ink, a blank one none")
  func faintBox() {
    #expect(image([[0, 5, 0], [0, 0, 7]]).inkBox() == PixelBox(columns: 1..<3, rows: 0..<2))
    #expect(image([[0, 0], [0, 0]]).inkBox() == nil)
  }

  @Test("whole blocks give their mean, half up")
  func blocks() {
    let page = image([[0, 255, 10, 20], [255, 255, 30, 41], [1, 0, 0, 0], [0, 1, 0, 1]])
    #expect(AreaAverage(page, width: 2, height: 2).image() == image([[191, 25], [1, 0]]))
  }

  @Test("pixels across an edge count with the part that they share")
  func sharedPixels() {
    // 3 columns to 2: each new one is one old pixel and half of the middle one.
    let row = image([[90, 30, 0]])
    #expect(AreaAverage(row, width: 2, height: 1).image() == image([[70, 10]]))
    let column = image([[90], [30], [0]])
    #expect(AreaAverage(column, width: 1, height: 2).image() == image([[70], [10]]))
    // 2 columns to 3: the middle one is half of either.
    #expect(
      AreaAverage(image([[90, 30]]), width: 3, height: 2).image()
        == image([[90, 60, 30], [90, 60, 30]]))
  }

  @Test(
    "the sum over shares of area is met at any size",
    arguments: [(1, 1), (7, 5), (20, 13), (28, 20), (3, 40)])
  func reference(width: Int, height: Int) {
    let page = GreyImage(
      width: 20, height: 13, pixels: (0..<260).map { UInt8(truncatingIfNeeded: $0 * $0 / 3) })
    let new = AreaAverage(page, width: width, height: height).image()
    for j in 0..<height {
      for i in 0..<width {
        var sum = 0
        for y in 0..<13 {
          for x in 0..<20 {
            let sharedX = min((i + 1) * 20, (x + 1) * width) - max(i * 20, x * width)
            let sharedY = min((j + 1) * 13, (y + 1) * height) - max(j * 13, y * height)
            sum += max(0, sharedX) * max(0, sharedY) * Int(page[x, y])
          }
        }
        #expect(Int(new[i, j]) == (2 * sum + 260) / 520)
      }
    }
  }

  @Test(
    "fitting makes the longer side 20 and keeps the aspect ratio, half up",
    arguments: [
      (140, 140, 20, 20), (100, 200, 10, 20), (200, 100, 20, 10), (1_000, 3, 20, 1),
      (3, 1_000, 1, 20), (1, 1, 20, 20), (40, 17, 20, 9), (40, 16, 20, 8), (8, 10, 16, 20),
    ])
  func fitting(width: Int, height: Int, newWidth: Int, newHeight: Int) {
    let page = GreyImage(
      width: width, height: height, pixels: [UInt8](repeating: 200, count: width * height))
    let fitted = AreaAverage(page, fitting: 20)
    #expect(fitted.width == newWidth && fitted.height == newHeight)
    // The mean of equal pixels is that pixel.
    #expect(Set(fitted.image().pixels) == [200])
    #expect(Set(fitted.brightenedImage().pixels) == [255])
  }

  @Test("brightening keeps ratios, rounds once, and saves a line that is thin in a large page")
  func brightening() {
    let page = image([[0, 0, 0, 100], [0, 50, 0, 0]])
    #expect(AreaAverage(page, width: 2, height: 1).image() == image([[13, 25]]))
    #expect(AreaAverage(page, width: 2, height: 1).brightenedImage() == image([[128, 255]]))
    var pixels = [UInt8](repeating: 0, count: 1_000_000)
    pixels[500_500] = 255
    let speck = GreyImage(width: 1_000, height: 1_000, pixels: pixels)
    #expect(AreaAverage(speck, fitting: 20).image().pixels.allSatisfy { $0 == 0 })
    #expect(AreaAverage(speck, fitting: 20).brightenedImage().pixels.contains(255))
    let blank = image([[0, 0]])
    #expect(AreaAverage(blank, fitting: 2).brightenedImage().pixels == [0, 0])
  }

  @Test("the centre of mass is a mean, rounded half up")
  func centreOfMass() throws {
    let cases: [([[UInt8]], Int, Int)] = [
      ([[0, 0, 9]], 2, 0), ([[1, 1]], 1, 0), ([[3, 1]], 0, 0), ([[1], [0], [0], [2]], 0, 2),
      ([[255, 255, 255], [255, 255, 255], [255, 255, 255]], 1, 1),
    ]
    for (rows, x, y) in cases {
      let centre = try #require(image(rows).centreOfMass())
      #expect(centre.x == x && centre.y == y, "\(rows)")
    }
    #expect(image([[0, 0]]).centreOfMass() == nil)
  }

  @Test("the pixel of the centre of mass comes to (14, 14)")
  func centring() throws {
    let digit = GreyImage(
      width: 20, height: 12, pixels: (0..<240).map { UInt8($0 % 20 < 12 ? 200 : 20) })
    let square = digit.centredByMass(in: 28)
    let centre = try #require(square.centreOfMass())
    #expect(centre.x == 14 && centre.y == 14)
    #expect(square.pixels.reduce(0) { $0 + Int($1) } == digit.pixels.reduce(0) { $0 + Int($1) })
  }

  @Test("no ink leaves the square, however far out its centre of mass lies")
  func clamping() {
    var pixels = [UInt8](repeating: 0, count: 400)
    pixels[0] = 1
    pixels[399] = 255
    let square = GreyImage(width: 20, height: 20, pixels: pixels).centredByMass(in: 28)
    #expect(square[0, 0] == 1 && square[19, 19] == 255)
    pixels.swapAt(0, 399)
    let other = GreyImage(width: 20, height: 20, pixels: pixels).centredByMass(in: 28)
    #expect(other[8, 8] == 255 && other[27, 27] == 1)
    let blank = GreyImage(width: 2, height: 2, pixels: [0, 0, 0, 0]).centredByMass(in: 28)
    #expect(blank == GreyImage(width: 28, height: 28, pixels: [UInt8](repeating: 0, count: 784)))
  }
}
