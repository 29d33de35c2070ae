import ImageInput
import Testing

@Suite("PaperTone, InkPolarity and InkScale")
struct InkTests {
  /// A page of 40 x 40 pixels with a square of 8 x 8 pixels of ink in it.
  private func page(paper: UInt8, ink: UInt8, noise: [UInt8] = [0]) -> GreyImage {
    var pixels = (0..<1_600).map { paper &+ noise[$0 % noise.count] }
    for y in 16..<24 { for x in 12..<20 { pixels[40 * y + x] = ink } }
    return GreyImage(width: 40, height: 40, pixels: pixels)
  }

  @Test("paper is the median of the border, whatever crosses a part of it")
  func paper() {
    var pixels = page(paper: 200, ink: 10).pixels
    for y in 0..<40 { pixels[40 * y] = 10 }
    let tone = PaperTone(borderOf: GreyImage(width: 40, height: 40, pixels: pixels))
    #expect(tone.level == 200)
    #expect(tone.noise == 190)
    #expect(PaperTone(borderOf: page(paper: 200, ink: 10)).noise == 0)
    #expect(PaperTone(borderOf: page(paper: 200, ink: 10, noise: [0, 3, 6])).level == 203)
    #expect(PaperTone(borderOf: page(paper: 200, ink: 10, noise: [0, 3, 6])).noise == 3)
  }

  @Test("images of one row, column or pixel are all border", arguments: [(1, 1), (1, 5), (5, 1)])
  func allBorder(width: Int, height: Int) {
    let pixels = [UInt8](repeating: 9, count: width * height)
    #expect(PaperTone(borderOf: GreyImage(width: width, height: height, pixels: pixels)).level == 9)
  }

  @Test(
    "ink is found darker or lighter than paper, at any contrast",
    arguments: [
      (255, 0, .darkOnLight), (0, 255, .lightOnDark), (230, 120, .darkOnLight),
      (40, 90, .lightOnDark), (128, 127, .darkOnLight), (128, 129, .lightOnDark),
      (77, 77, .darkOnLight),
    ] as [(UInt8, UInt8, InkPolarity)])
  func polarity(paper: UInt8, ink: UInt8, expected: InkPolarity) {
    #expect(InkPolarity(detectedIn: page(paper: paper, ink: ink)) == expected)
  }

  @Test("strong ink outweighs a wide shadow on the other side")
  func shadow() {
    // The middle of the page is lit by 30, the border is not; the ink covers 4 % of it.
    var pixels = page(paper: 170, ink: 20).pixels
    for y in 4..<36 { for x in 4..<36 where pixels[40 * y + x] == 170 { pixels[40 * y + x] = 200 } }
    let image = GreyImage(width: 40, height: 40, pixels: pixels)
    #expect(InkPolarity(detectedIn: image) == .darkOnLight)
  }

  @Test("paper becomes 0 and ink 255 for both polarities, pencil too")
  func stretching() throws {
    for (paper, ink) in [(255, 0), (230, 120), (100, 84)] as [(UInt8, UInt8)] {
      let dark = page(paper: paper, ink: ink)
      let expected = page(paper: 0, ink: 255)
      #expect(try InkScale(dark, polarity: .darkOnLight)(dark) == expected)
      let light = page(paper: 255 - paper, ink: 255 - ink)
      #expect(try InkScale(light, polarity: .lightOnDark)(light) == expected)
    }
  }

  @Test("grey edges stay linear, and a few specks do not pale the ink")
  func linear() throws {
    var pixels = page(paper: 200, ink: 100).pixels
    pixels[40 * 15 + 12] = 150
    pixels[40 * 15 + 13] = 175
    pixels[40 * 30 + 30] = 20
    let image = GreyImage(width: 40, height: 40, pixels: pixels)
    let scale = try InkScale(image, polarity: .darkOnLight)
    let ink = scale(image)
    #expect([ink[12, 15], ink[13, 15], ink[14, 16], ink[30, 30]] == [128, 64, 255, 255])
    #expect(scale.noiseFloor == 16)
    // The other side of paper is paper.
    #expect(scale.ink[255] == 0)
  }

  @Test("the noise floor is twice the border's unrest, within a sixteenth and a half of full ink")
  func noiseFloor() throws {
    let noisy = page(paper: 190, ink: 50, noise: [0, 10, 20, 10, 5, 15])
    // Median 10, nine tenths within 10; full ink is 150.
    let scale = try InkScale(noisy, polarity: .darkOnLight)
    #expect(scale.noiseFloor == UInt8(2 * 10 * 255 / 150))
    #expect(scale(noisy) == page(paper: 0, ink: 255))
    let wild = page(paper: 150, ink: 20, noise: [0, 100])
    #expect(try InkScale(wild, polarity: .darkOnLight).noiseFloor == 127)
    #expect(try InkScale(noisy, polarity: .darkOnLight, noiseFloor: 0).ink[195] > 0)
  }

  @Test("too little contrast, and a floor that leaves nothing, are errors")
  func blank() throws {
    let faint = page(paper: 200, ink: 185)
    #expect(throws: NormalisationError.blank(contrast: 15, least: 16)) {
      try InkScale(faint, polarity: .darkOnLight)
    }
    #expect(throws: NormalisationError.blank(contrast: 0, least: 16)) {
      try InkScale(faint, polarity: .lightOnDark)
    }
    let black = page(paper: 255, ink: 0)
    #expect(throws: NormalisationError.belowNoiseFloor(255)) {
      try InkScale(black, polarity: .darkOnLight, noiseFloor: 255)
    }
    let scale = try InkScale(black, polarity: .darkOnLight, noiseFloor: 254)
    #expect(scale(black) == page(paper: 0, ink: 255))
  }
}
