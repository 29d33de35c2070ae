import MNISTData
import Testing

@Suite("The digit synthesiser")
struct SynthesiserTests {
  private static let side = DigitSynthesiser.side
  private static let seed: UInt64 = 7

  /// A hundred images, ten of each digit, and what the tests measure on them.
  private static let sample = DigitSynthesiser(seed: seed).images(count: 100)

  /// Where the sample holds the images of a digit.
  private static func indices(of digit: Int) -> [Int] {
    (0..<100).filter { sample.labels[$0] == digit }
  }

  private static func pixels(_ i: Int) -> ArraySlice<UInt8> {
    sample.pixels[i * side * side..<(i + 1) * side * side]
  }

  @Test("the same seed draws the same bytes")
  func sameSeed() {
    let again = DigitSynthesiser(seed: Self.seed).images(count: 100)
    #expect(again.pixels == Self.sample.pixels)
    #expect(again.labels == Self.sample.labels)
  }

  @Test("other seeds draw other images in another order")
  func otherSeeds() {
    let other = DigitSynthesiser(seed: Self.seed + 1)
    #expect(other.images(count: 100).labels != Self.sample.labels)
    for label in UInt8(0)..<10 {
      #expect(
        other.image(label: label, index: 0)
          != DigitSynthesiser(seed: Self.seed).image(label: label, index: 0))
    }
  }

  @Test("an image drawn alone equals the one drawn in a run")
  func indexAddressed() {
    let synthesiser = DigitSynthesiser(seed: Self.seed)
    for i in stride(from: 99, through: 0, by: -7) {
      let label = synthesiser.label(index: UInt64(i))
      #expect(label == Self.sample.labels[i])
      #expect(synthesiser.image(label: label, index: UInt64(i)) == Array(Self.pixels(i)))
    }
  }

  @Test("a run that starts in the middle continues the sequence")
  func runsJoin() {
    let tail = DigitSynthesiser(seed: Self.seed).images(count: 13, from: 87)
    #expect(tail.pixels == Array(Self.sample.pixels.suffix(13 * Self.side * Self.side)))
    #expect(tail.labels == Array(Self.sample.labels.suffix(13)))
  }

  @Test("an empty run is empty")
  func emptyRun() {
    let empty = DigitSynthesiser(seed: Self.seed).images(count: 0)
    #expect(empty.pixels.isEmpty)
    #expect(empty.labels.isEmpty)
  }

  @Test("training and test images differ")
  func testImages() {
    let test = DigitSynthesiser(seed: Self.seed).images(
      count: 20, from: DigitSynthesiser.firstTestIndex)
    for i in 0..<20 {
      let image = test.pixels[i * Self.side * Self.side..<(i + 1) * Self.side * Self.side]
      #expect((0..<100).allSatisfy { !Self.pixels($0).elementsEqual(image) })
    }
  }

  @Test("every ten labels hold each digit once, in mixed order")
  func balance() {
    for start in stride(from: 0, to: 100, by: 10) {
      #expect(Self.sample.labels[start..<start + 10].sorted() == Array(0..<10))
    }
    #expect(Set((0..<10).map { Self.sample.labels[$0 * 10] }).count > 1)
  }

  @Test("the indices reach to the end of their range")
  func lastIndex() {
    let synthesiser = DigitSynthesiser(seed: .max)
    let label = synthesiser.label(index: .max)
    #expect(label < 10)
    #expect(synthesiser.image(label: label, index: .max).contains { $0 > 0 })
  }

  @Test("the ink fills a box of 20 pixels", arguments: 0..<10)
  func box(digit: Int) {
    for index in Self.indices(of: digit) {
      let inked = Self.pixels(index).enumerated().filter { $0.element > 0 }.map(\.offset)
      let rows = inked.map { $0 / Self.side }
      let columns = inked.map { $0 % Self.side }
      let height = (rows.max() ?? 0) - (rows.min() ?? 0) + 1
      let width = (columns.max() ?? 0) - (columns.min() ?? 0) + 1
      #expect(max(height, width) <= 20)
      // A pen pressed lightly at both ends can leave the outermost pixels blank.
      #expect(max(height, width) >= 18)
    }
  }

  @Test("the centre of mass lies at the centre of the image", arguments: 0..<10)
  func centre(digit: Int) {
    for index in Self.indices(of: digit) {
      var mass = 0.0
      var x = 0.0
      var y = 0.0
      for (offset, ink) in Self.pixels(index).enumerated() {
        mass += Double(ink)
        x += Double(ink) * Double(offset % Self.side)
        y += Double(ink) * Double(offset / Self.side)
      }
      #expect(abs(x / mass - 14) <= 0.5)
      #expect(abs(y / mass - 14) <= 0.5)
    }
  }

  @Test("the ink has a saturated core and soft edges", arguments: 0..<10)
  func inkProfile(digit: Int) {
    for index in Self.indices(of: digit) {
      let inked = Self.pixels(index).filter { $0 > 0 }
      let core = inked.filter { $0 >= 200 }
      let mass = inked.reduce(0) { $0 + Int($1) } / 255
      // MNIST's images have between 15 and 315 pixels' worth of ink.
      #expect((15...315).contains(mass))
      #expect(!core.isEmpty)
      #expect(core.count < inked.count)
    }
  }

  @Test("the bytes of a hundred images are the golden ones on every machine")
  func golden() {
    // FNV-1a, 64 bits. A change of the synthesiser changes every model trained on its digits, so
    // it must be meant.
    var digest: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in Self.sample.pixels + Self.sample.labels {
      digest = (digest ^ UInt64(byte)) &* 0x100_0000_01B3
    }
    #expect(digest == 12_927_639_367_884_868_747)
  }
}
