import LinearAlgebra
import Testing

@Suite("ByteTile and PixelTable")
struct ByteTileTests {
  @Test("images are gathered into the rows asked for")
  func gather() {
    let pixels: [UInt8] = [1, 2, 3, 4, 5, 6, 7, 8, 9]
    let images: [Int32] = [2, 0, 2, 1]
    let tile = ByteTile(rows: 4, columns: 3)
    #expect(tile.stride == 64)
    tile.gather(pixels.span, images: images.span, rows: 1..<4)
    let found = (0..<4).map { i in (0..<3).map { j in tile[i, j] } }
    #expect(found == [[0, 0, 0], [1, 2, 3], [7, 8, 9], [4, 5, 6]])
  }

  @Test("a table knows whether a zero pixel is exactly zero, and holds no negative zero")
  func table() {
    #expect(Samples.unit.zeroIsZero && !Samples.shifted.zeroIsZero)
    let negative = PixelTable((0...255).map { $0 == 0 ? -0.0 : Float($0) })
    #expect(negative.zeroIsZero && negative[0].sign == .plus && negative[255] == 255)
  }
}
