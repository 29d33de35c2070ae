import Gzip
import ImageInput
import Testing

/// What can be wrong within the compressed pixels.
@Suite("PNGFault in the pixels")
struct PNGPixelFaultTests {
  private func fault(_ bytes: [UInt8]) -> ImageError? {
    #expect(throws: ImageError.self) { try PNG.decode(bytes) }
  }

  @Test("too few rows are named with both byte counts")
  func cut() {
    let file = PNGBuilder(width: 3, height: 2, rows: [0, 10, 20, 30, 1, 40, 50])
    let end = file.offset(of: 2) - 4
    #expect(
      fault(file.bytes)
        == ImageError(
          offset: end, fault: .png(.imageDataCut(expected: 8, found: 7, isExact: true))))
  }

  @Test("too many rows are refused without being made")
  func goOn() {
    let file = PNGBuilder(width: 3, height: 2, rows: [0, 1, 2, 3, 0, 1, 2, 3, 0])
    #expect(fault(file.bytes)?.fault == .png(.imageDataGoOn(expected: 8)))
    let bomb = PNGBuilder(width: 1, height: 1, rows: [UInt8](repeating: 0, count: 1 << 22))
    #expect(fault(bomb.bytes)?.fault == .png(.imageDataGoOn(expected: 2)))
  }

  @Test("a size that so few bytes can never fill is refused before it is allocated")
  func hollow() {
    let file = PNGBuilder(width: 8_000, height: 8_000, rows: [0])
    let most = 1_032 * file.chunks[1].data.count
    #expect(
      fault(file.bytes)
        == ImageError(
          offset: 41,
          fault: .png(.imageDataCut(expected: 8_000 * 8_001, found: most, isExact: false))))
  }

  @Test("damage of the stream is found at its place in the file, behind several chunks too")
  func compression() {
    var file = PNGBuilder.small
    let stream = file.chunks[1].data
    let checksum = stream.suffix(4).reduce(0) { $0 << 8 | UInt32($1) }
    file.chunks[1].data[stream.count - 1] ^= 1
    #expect(
      fault(file.bytes)
        == ImageError(
          offset: 41 + stream.count - 4,
          fault: .png(
            .compression(
              .checksum(
                offset: stream.count - 4, expected: checksum, found: checksum ^ 1)))))

    file = .small
    file.chunks[1].data = [0x79] + stream.dropFirst()
    #expect(
      fault(file.bytes)
        == ImageError(offset: 41, fault: .png(.compression(.unknownMethod(offset: 0, found: 9)))))

    file = .small
    file.chunks.replaceSubrange(
      1...1, with: stream.map { .init("IDAT", [$0]) } + [.init("IDAT", [0x2A])])
    #expect(
      fault(file.bytes)
        == ImageError(
          offset: file.offset(of: stream.count + 1) + 8,
          fault: .png(.compression(.trailingGarbage(offset: stream.count, count: 1)))))
  }

  @Test("pixels of no bytes at all are cut", arguments: [1, 3])
  func empty(count: Int) {
    var file = PNGBuilder.small
    file.chunks.replaceSubrange(
      1...1, with: [PNGBuilder.Chunk](repeating: .init("IDAT"), count: count))
    #expect(
      fault(file.bytes)
        == ImageError(
          offset: 41, fault: .png(.imageDataCut(expected: 8, found: 0, isExact: false))))
  }

  @Test("a filter above 4 is named with its row", arguments: [5, 255] as [UInt8])
  func filter(found: UInt8) {
    let plain = PNGBuilder(width: 3, height: 2, rows: [0, 1, 2, 3, found, 1, 2, 3])
    #expect(
      fault(plain.bytes)?.fault == .png(.filter(.init(pass: nil, row: 1), found: found)))
    let interlaced = PNGBuilder(width: 2, height: 1, interlace: 1, rows: [0, 1, found, 2])
    #expect(
      fault(interlaced.bytes)?.fault == .png(.filter(.init(pass: 6, row: 0), found: found)))
  }

  @Test("a colour that the palette does not have is named with row and column")
  func paletteIndex() {
    var file = PNGBuilder(width: 3, height: 1, colourType: 3, rows: [0, 0, 1, 3])
    file.chunks.insert(PNGBuilder.palette.chunks[1], at: 1)
    let row = PNGFault.Row(pass: nil, row: 0)
    #expect(
      fault(file.bytes)?.fault == .png(.paletteIndex(row, column: 2, found: 3, count: 3)))
  }
}
