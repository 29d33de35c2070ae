import ImageInput
import Testing

@Suite("PGM")
struct PGMTests {
  private func text(_ text: String) -> [UInt8] { Array(text.utf8) }

  private func expect(
    _ fault: PGMFault, at offset: Int, for bytes: [UInt8],
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(
      throws: ImageError(offset: offset, fault: .pgm(fault)), sourceLocation: sourceLocation
    ) { try PGM.decode(bytes) }
  }

  @Test("text and bytes give the same image")
  func bothForms() throws {
    let expected = GreyImage(width: 3, height: 2, pixels: [0, 1, 2, 253, 254, 255])
    #expect(try PGM.decode(text("P2 3 2 255 0 1 2 253 254 255")) == expected)
    #expect(try PGM.decode(text("P5 3 2 255\n") + expected.pixels) == expected)
    #expect(try GreyImage(decoding: text("P2\n3\t2\r\n255\n0 1 2\n253 254 255\n")) == expected)
  }

  @Test("comments and any white space are passed over")
  func comments() throws {
    let header = "P5#one\n # two\r\n\t3 #three 4 5\n2\u{0B}# four\n#\n7\u{0C}"
    let image = try PGM.decode(text(header) + [0, 1, 2, 5, 6, 7])
    #expect(image.pixels == [0, 36, 73, 182, 219, 255])
    #expect(try PGM.decode(text("P2 2 1 1 # ink\n1#paper\n0 # end")).pixels == [255, 0])
  }

  @Test("bytes that look like white space or comments are samples after the header")
  func looksLikeText() throws {
    #expect(try PGM.decode(text("P5 4 1 255 \n# 0")).pixels == [0x0A, 0x23, 0x20, 0x30])
  }

  @Test(
    "samples are spread over a byte to the nearest", arguments: [1, 2, 100, 256, 1_000, 65_535])
  func scale(maximum: Int) throws {
    let samples = [0, 1, maximum / 3, maximum / 2, maximum - 1, maximum]
    let numbers = samples.map { "\($0)" }.joined(separator: " ")
    let image = try PGM.decode(text("P2 6 1 \(maximum) \(numbers)"))
    for (pixel, sample) in zip(image.pixels, samples) {
      // To the nearest: at most half a step of the byte away.
      #expect(abs(2 * 255 * sample - 2 * Int(pixel) * maximum) <= maximum)
    }
    let bytes = samples.flatMap {
      maximum > 255 ? [UInt8($0 >> 8), UInt8($0 & 255)] : [UInt8($0)]
    }
    #expect(try PGM.decode(text("P5 6 1 \(maximum)\n") + bytes) == image)
  }

  @Test("numbers that are missing, zero, too large or not separated are named")
  func header() {
    expect(.magic(found: text("P6")), at: 0, for: text("P6 1 1 255 "))
    expect(.magic(found: []), at: 0, for: [])
    expect(.numberMissing(.width, found: nil), at: 2, for: text("P5"))
    expect(.numberMissing(.width, found: 0x2D), at: 3, for: text("P5 -1 1 255 "))
    expect(.numberMissing(.height, found: nil), at: 9, for: text("P5 1 # 12"))
    expect(.numberMissing(.maximum, found: 0x78), at: 7, for: text("P5 1 1 x"))
    expect(.number(.width, found: "0"), at: 3, for: text("P5 0 1 255 "))
    expect(.number(.height, found: "000"), at: 5, for: text("P5 1 000 255 "))
    expect(.number(.maximum, found: "0"), at: 7, for: text("P5 1 1 0 "))
    expect(.number(.maximum, found: "65536"), at: 7, for: text("P5 1 1 65536 "))
    expect(.number(.width, found: "2147483648"), at: 3, for: text("P5 2147483648 1 1 "))
    let digits = String(repeating: "9", count: 40)
    expect(
      .number(.width, found: digits.prefix(20) + "..."), at: 3, for: text("P5 \(digits) 1 1 "))
    expect(.separator(after: "the magic number", found: 0x33), at: 2, for: text("P53 2 255 "))
    expect(.separator(after: "the width", found: 0x78), at: 4, for: text("P5 3x2 255 "))
    expect(.separator(after: "the largest sample", found: 0x23), at: 8, for: text("P5 1 1 9#\n1"))
    expect(.separator(after: "the largest sample", found: nil), at: 8, for: text("P5 1 1 9"))
  }

  @Test("samples that are missing, too large or too many are named")
  func samples() {
    let header = text("P5 3 2 255\n")
    expect(
      .rasterCut(expected: 6, found: 5, isExact: true), at: 16,
      for: header + [1, 2, 3, 4, 5])
    expect(.goesOn(count: 1), at: 17, for: header + [1, 2, 3, 4, 5, 6, 10])
    expect(
      .rasterCut(expected: 4, found: 3, isExact: true), at: 14,
      for: text("P5 2 1 256\n") + [0, 1, 0])
    expect(
      .sample(index: 1, found: "8", maximum: 7), at: 10, for: text("P5 2 1 7\n") + [7, 8])
    expect(
      .sample(index: 0, found: "257", maximum: 256), at: 11, for: text("P5 1 1 256\n") + [1, 1])
    expect(.sample(index: 1, found: "8", maximum: 7), at: 11, for: text("P2 2 1 7 7 8"))
    expect(
      .sampleMissing(index: 1, count: 2, found: nil), at: 13, for: text("P2 2 1 7 007 "))
    expect(.sampleMissing(index: 1, count: 2, found: 0x2D), at: 11, for: text("P2 2 1 7 7 -7"))
    expect(.separator(after: "a number", found: 0x2E), at: 10, for: text("P2 2 1 7 7.5"))
    expect(.goesOn(count: 1), at: 13, for: text("P2 2 1 7 7 7 7"))
    expect(
      .rasterCut(expected: 2_000_000, found: 4, isExact: false), at: 15,
      for: text("P2 1000 1000 15 7 7"))
  }

  @Test("pixels above the limit are refused")
  func pixelLimit() throws {
    let bytes = text("P2 3 2 9 1 2 3 4 5 6")
    #expect(try PGM.decode(bytes, pixelLimit: 6).pixels.count == 6)
    let error = ImageError(offset: 2, fault: .tooManyPixels(width: 3, height: 2, limit: 5))
    #expect(throws: error) { try PGM.decode(bytes, pixelLimit: 5) }
    #expect(throws: ImageError.self) { try PGM.decode(text("P5 2147483647 2147483647 255 ")) }
  }
}
