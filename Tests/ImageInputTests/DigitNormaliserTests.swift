import ImageInput
import MNISTData
import Testing

@Suite("DigitNormaliser")
struct DigitNormaliserTests {
  /// Synthesised digits, one of each class.
  private static let digits = (0..<10).map { label in
    GreyImage(
      width: 28, height: 28,
      pixels: DigitSynthesiser(seed: 5).image(label: UInt8(label), index: 3))
  }

  /// The digit as dark ink on a page: each pixel a block, with wide margins on two sides.
  private func page(_ digit: GreyImage, block: Int, paper: Int = 255, ink: Int = 0) -> GreyImage {
    let (width, height) = (28 * block + 90, 28 * block + 40)
    var pixels = [UInt8](repeating: UInt8(paper), count: width * height)
    for y in 0..<28 * block {
      for x in 0..<28 * block {
        let share = Int(digit[x / block, y / block])
        pixels[(y + 30) * width + x + 70] = UInt8(paper + (ink - paper) * share / 255)
      }
    }
    return GreyImage(width: width, height: height, pixels: pixels)
  }

  /// The mean difference of two images' pixels, of 255.
  private func difference(_ a: GreyImage, _ b: GreyImage) -> Double {
    let sum = zip(a.pixels, b.pixels).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }
    return Double(sum) / Double(a.pixels.count)
  }

  @Test("digits that follow the convention are kept, bit for bit", arguments: 0..<10)
  func kept(label: Int) throws {
    let digit = Self.digits[label]
    #expect(DigitNormaliser.followsConvention(digit))
    #expect(try DigitNormaliser().normalise(digit) == digit)
  }

  @Test("a digit drawn large, in dark ink and off the middle, comes back", arguments: 0..<10)
  func roundTrip(label: Int) throws {
    let digit = Self.digits[label]
    // The edges of a 20-pixel box shift by less than a pixel; a displaced digit differs by 40.
    let tolerance = 8.0
    for (block, paper, ink) in [(1, 255, 0), (5, 255, 0), (5, 210, 90), (9, 30, 250)] {
      let found = try DigitNormaliser().normalise(
        page(digit, block: block, paper: paper, ink: ink))
      #expect(difference(found, digit) < tolerance, "\(block), \(paper), \(ink)")
    }
  }

  @Test("every normalised image is of 28 x 28 pixels with full ink, centred", arguments: 0..<10)
  func convention(label: Int) throws {
    let found = try DigitNormaliser(treatment: .normalise).normalise(Self.digits[label])
    #expect(found.width == 28 && found.height == 28 && found.pixels.max() == 255)
    let box = try #require(found.inkBox())
    let centre = try #require(found.centreOfMass())
    #expect(box.longerSide == 20)
    #expect(centre.x == 14 && centre.y == 14)
    #expect(DigitNormaliser.followsConvention(found))
    #expect(try DigitNormaliser().normalise(found) == found)
  }

  @Test("a digit in the other polarity, off the centre, too small or framed is not kept")
  func notConvention() {
    let digit = Self.digits[3]
    let inverted = GreyImage(width: 28, height: 28, pixels: digit.pixels.map { 255 - $0 })
    #expect(!DigitNormaliser.followsConvention(inverted))
    let moved = GreyImage(
      width: 28, height: 28, pixels: Array(digit.pixels[84...]) + [UInt8](repeating: 0, count: 84))
    #expect(!DigitNormaliser.followsConvention(moved))
    let small = AreaAverage(digit.cropped(to: PixelBox(columns: 4..<24, rows: 4..<24)), fitting: 14)
    #expect(!DigitNormaliser.followsConvention(small.image().centredByMass(in: 28)))
    var framed = digit.pixels
    framed[0] = 1
    #expect(
      !DigitNormaliser.followsConvention(GreyImage(width: 28, height: 28, pixels: framed)))
    #expect(!DigitNormaliser.followsConvention(page(digit, block: 1)))
  }

  @Test("the caller's polarity overrules what is found")
  func polarity() throws {
    let digit = Self.digits[7]
    let normal = try DigitNormaliser(treatment: .normalise).normalise(digit)
    let forced = DigitNormaliser(treatment: .normalise, polarity: .lightOnDark)
    #expect(try forced.normalise(digit) == normal)
    // Light ink is not looked for, and paper of 0 has nothing darker on it.
    #expect(throws: NormalisationError.blank(contrast: 0, least: InkScale.leastContrast)) {
      try DigitNormaliser(polarity: .darkOnLight).normalise(digit)
    }
  }

  @Test("an image to be kept is kept as it is, or refused for its size")
  func keep() throws {
    let pixels = (0..<784).map { UInt8(truncatingIfNeeded: $0) }
    let image = GreyImage(width: 28, height: 28, pixels: pixels)
    #expect(try DigitNormaliser(treatment: .keep).normalise(image) == image)
    let wide = GreyImage(width: 29, height: 28, pixels: [UInt8](repeating: 0, count: 812))
    #expect(throws: NormalisationError.size(width: 29, height: 28)) {
      try DigitNormaliser(treatment: .keep).normalise(wide)
    }
  }

  @Test("a blank page is an error, of any grey and size", arguments: [0, 128, 255] as [UInt8])
  func blank(paper: UInt8) {
    for side in [1, 28, 50] {
      let page = GreyImage(
        width: side, height: side, pixels: [UInt8](repeating: paper, count: side * side))
      #expect(throws: NormalisationError.blank(contrast: 0, least: 16)) {
        try DigitNormaliser().normalise(page)
      }
    }
  }

  @Test("every message is one line that names expected and found")
  func messages() {
    let errors: [NormalisationError] = [
      .blank(contrast: 3, least: 16), .belowNoiseFloor(255), .size(width: 29, height: 28),
    ]
    for error in errors {
      let message = error.description
      #expect(message.contains("expected \(error.expected), found \(error.found)"))
      #expect(!message.contains("\n") && !message.hasSuffix("."), "\(message)")
    }
  }
}
