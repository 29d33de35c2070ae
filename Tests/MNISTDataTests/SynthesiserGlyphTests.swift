import Testing

@testable import MNISTData

@Suite("The outlines of the digits")
struct SynthesiserGlyphTests {
  /// A style whose hands do not differ.
  private static let rigid: HandStyle = {
    var style = HandStyle()
    style.jitter = 0
    style.elasticity = 0
    style.rotation = 0
    style.meanSlant = 0
    style.slant = 0
    style.width = 0
    style.roundness = 0...0
    style.penRadius = 0
    style.pressure = 0
    return style
  }()

  @Test("each of the ten digits can be written", arguments: 0..<10)
  func allDigits(digit: Int) {
    #expect(Glyphs.allographs.count == 10)
    #expect(!Glyphs.allographs[digit].isEmpty)
    for allograph in Glyphs.allographs[digit] {
      #expect(allograph.weight > 0)
      for stroke in allograph.extremes.flatMap(\.self) {
        #expect(stroke.knots.count >= 2)
      }
    }
  }

  @Test("the curve starts and ends at the outermost knots and passes the others")
  func flattening() {
    let stroke = Stroke(.at(0, 0), .corner(50, 0), .at(50, 80), .at(20, 100))
    let points = stroke.flattened(roundness: 0.5)
    #expect(points.first == stroke.knots.first?.point)
    #expect(points.last == stroke.knots.last?.point)
    #expect(stroke.knots.allSatisfy { points.contains($0.point) })
  }

  @Test("a curve through knots on a line is that line")
  func straightLine() {
    let stroke = Stroke(.at(0, 0), .at(10, 20), .at(40, 80))
    for point in stroke.flattened(roundness: 0) {
      #expect(abs(point.y - 2 * point.x) < 1e-4)
    }
  }

  @Test("knots that fall together do no harm")
  func coincidentKnots() {
    let stroke = Stroke(.at(5, 5), .at(5, 5), .corner(5, 5))
    #expect(stroke.flattened(roundness: 1).allSatisfy { $0 == Point(x: 5, y: 5) })
  }

  @Test("hands that do not differ leave a glyph as it is")
  func rigidHand() {
    var draws = SynthesisDraws(seed: 1, domain: .image(label: 0), index: 0)
    let distortion = Distortion(style: Self.rigid, looseness: 1, draws: &draws)
    for point in [Point(x: 0, y: 0), Point(x: 30, y: 50), Point(x: 85, y: 100)] {
      #expect(distortion(point) == point)
    }
  }

  @Test("a hand that does not vary draws a bare stroke upright")
  func rigidImage() {
    // Whatever its allograph, a 1 without slant is symmetric enough to fill the box's height.
    let image = DigitSynthesiser(seed: 3, style: Self.rigid).image(label: 1, index: 0)
    let rows = (0..<28).filter { row in image[row * 28..<(row + 1) * 28].contains { $0 > 0 } }
    #expect(rows.count == 20)
  }

  @Test("a dot of ink has the pen's width and a soft edge")
  func dot() {
    var rasteriser = Rasteriser(side: 9, softness: 1)
    rasteriser.draw(from: Point(x: 4.5, y: 4.5), to: Point(x: 4.5, y: 4.5), radius: 2)
    let ink = rasteriser.ink()
    #expect(ink[4 * 9 + 4] == 255)
    #expect(ink[4 * 9 + 5] == 255)
    #expect(ink[4 * 9 + 6] == 128)
    #expect(ink[4 * 9 + 7] == 0)
    #expect(ink == Array(ink.reversed()))
  }

  @Test("ink outside the picture is cut off")
  func clipping() {
    var rasteriser = Rasteriser(side: 4, softness: 1)
    rasteriser.draw(from: Point(x: -9, y: -9), to: Point(x: -5, y: -6), radius: 1)
    rasteriser.draw(from: Point(x: 20, y: 1), to: Point(x: 20, y: 30), radius: 1)
    #expect(rasteriser.ink().allSatisfy { $0 == 0 })
    rasteriser.draw(from: Point(x: -9, y: 2), to: Point(x: 9, y: 2), radius: 9)
    #expect(rasteriser.ink().allSatisfy { $0 == 255 })
  }

  @Test("bell-shaped draws have the asked spread and stay within 3.46 of it")
  func bell() {
    var draws = SynthesisDraws(seed: 1, domain: .labelOrder, index: 0)
    let values = (0..<2000).map { _ in draws.bell(2) }
    let mean = values.reduce(0, +) / 2000
    let variance = values.reduce(0) { $0 + $1 * $1 } / 2000
    // Five standard errors of each estimate.
    #expect(abs(mean) < 0.23)
    #expect(abs(variance - 4) < 0.6)
    #expect(values.allSatisfy { abs($0) <= 6.92 })
  }

  @Test("choices follow their weights")
  func choice() {
    var draws = SynthesisDraws(seed: 1, domain: .labelOrder, index: 1)
    var counts = [0, 0, 0]
    for _ in 0..<2000 { counts[draws.choice(weights: [1, 0, 3])] += 1 }
    #expect(counts[1] == 0)
    // Five standard deviations around a quarter of 2,000.
    #expect(abs(counts[0] - 500) < 97)
  }
}
