import ImageInput
import Testing

@Suite("PNG")
struct PNGTests {
  @Test(
    "every kind of file decodes to the picture that another program made",
    arguments: try ImageFixtures.names())
  func fixtures(name: String) throws {
    let expected = try PGM.decode(ImageFixtures.bytes("\(name).pgm"))
    #expect(try GreyImage(decoding: ImageFixtures.bytes("\(name).png")) == expected)
  }

  @Test("the fixtures hold each colour type and depth, plain and interlaced")
  func completeness() throws {
    let names = Set(try ImageFixtures.names())
    let kinds = [
      "grey": [1, 2, 4, 8, 16], "colour": [8, 16], "palette": [1, 2, 4, 8], "grey-alpha": [8, 16],
      "colour-alpha": [8, 16],
    ]
    for (kind, depths) in kinds {
      for depth in depths {
        #expect(names.isSuperset(of: ["\(kind)-\(depth)", "\(kind)-\(depth)-adam7"]))
      }
    }
  }

  @Test(
    "colours become grey by the weights of Rec. 601",
    arguments: [
      ([255, 0, 0], 76), ([0, 255, 0], 150), ([0, 0, 255], 29), ([255, 255, 255], 255),
      ([9, 9, 9], 9),
    ] as [([UInt8], UInt8)])
  func luma(colour: [UInt8], grey: UInt8) throws {
    let file = PNGBuilder(width: 1, height: 1, colourType: 2, rows: [0] + colour)
    #expect(try PNG.decode(file.bytes).pixels == [grey])
  }

  @Test("grey bytes come out as they went in")
  func identity() throws {
    let pixels = (0...255).map { UInt8($0) }
    let file = PNGBuilder(width: 256, height: 1, rows: [0] + pixels)
    #expect(try PNG.decode(file.bytes).pixels == pixels)
    let opaque = PNGBuilder(
      width: 256, height: 1, colourType: 4, rows: [0] + pixels.flatMap { [$0, 255] })
    #expect(try PNG.decode(opaque.bytes, background: 7).pixels == pixels)
  }

  @Test("what is transparent shows the background that the caller names")
  func background() throws {
    let file = PNGBuilder(width: 3, height: 1, colourType: 4, rows: [0, 9, 0, 9, 255, 0, 51])
    #expect(try PNG.decode(file.bytes).pixels == [255, 9, 204])
    #expect(try PNG.decode(file.bytes, background: 100).pixels == [100, 9, 80])
    var clear = PNGBuilder(width: 2, height: 1, rows: [0, 9, 10])
    clear.chunks.insert(.init("tRNS", [0, 10]), at: 1)
    #expect(try PNG.decode(clear.bytes, background: 3).pixels == [9, 3])
  }

  @Test("bits of a transparent sample above the depth are masked")
  func maskedTransparency() throws {
    var file = PNGBuilder(width: 2, height: 1, depth: 4, rows: [0, 0x3A])
    file.chunks.insert(.init("tRNS", [0xFF, 0xF3]), at: 1)
    #expect(try PNG.decode(file.bytes, background: 0).pixels == [0, 170])
  }

  @Test("a short list of opacities leaves the other colours opaque")
  func shortTransparency() throws {
    var file = PNGBuilder.palette
    file.chunks.insert(.init("tRNS", [0]), at: file.index("IDAT"))
    #expect(try PNG.decode(file.bytes, background: 77).pixels == [77, 255, 9])
  }

  @Test("unknown ancillary chunks, empty pixel chunks and a proposed palette are passed over")
  func ignoredChunks() throws {
    var file = PNGBuilder(width: 1, height: 1, colourType: 2, rows: [0, 5, 5, 5])
    let pixels = file.chunks[1].data
    file.chunks.replaceSubrange(
      1...1,
      with: [
        .init("gAMA", [0, 0, 0, 1]), .init("PLTE", [1, 2, 3]), .init("abcd"), .init("IDAT"),
        .init("IDAT", Array(pixels[..<3])), .init("IDAT"), .init("IDAT", Array(pixels[3...])),
        .init("zzzz", [1, 2, 3]),
      ])
    #expect(try PNG.decode(file.bytes).pixels == [5])
  }

  @Test("pixels at the limit are read, one more is refused before anything is allocated")
  func pixelLimit() throws {
    let file = PNGBuilder.small
    #expect(try PNG.decode(file.bytes, pixelLimit: 6).pixels.count == 6)
    let error = ImageError(
      offset: 16, fault: .tooManyPixels(width: 3, height: 2, limit: 5))
    #expect(throws: error) { try PNG.decode(file.bytes, pixelLimit: 5) }
    let huge = PNGBuilder(width: 0x7FFF_FFFF, height: 0x7FFF_FFFF, rows: [])
    #expect(throws: ImageError.self) { try GreyImage(decoding: huge.bytes) }
  }
}
