import Testing

@testable import Presentation

@Suite("Pixel grid and gallery")
struct PixelGridTests {
  @Test("equal neighbours of a row are one piece, tones are paths, the ground is free")
  func pieces() {
    let grid = PixelGrid(ink: [0, 255, 255, 0, 255, 0, 128, 128] as [UInt8], rows: 2, columns: 4)
    let content = grid.content()
    #expect(content.count == 3)
    #expect(
      content[0] == SVG.rectangle(x: 0, y: 0, width: 4, height: 2, fill: Colour(grey: 255)))
    #expect(content[1].source == "<path d=\"M2 1h2v1H2z\" fill=\"#808080\"/>")
    #expect(content[2].source == "<path d=\"M1 0h2v1H1zM0 1h1v1H0z\" fill=\"#000000\"/>")
  }

  @Test("the pieces cover each pixel once, with its tone", arguments: [(28, 28), (1, 1), (3, 7)])
  func cover(rows: Int, columns: Int) throws {
    let pixels = (0..<rows * columns).map { UInt8(truncatingIfNeeded: $0 &* 151 &+ $0 / 5 &* 83) }
    let grid = PixelGrid(ink: pixels, rows: rows, columns: columns)
    var covered = [Int](repeating: 0, count: pixels.count)
    let source = Markup("g", [:], grid.content()).source
    for path in try ParsedElement.parse(source).all("path") {
      for piece in try #require(path.attributes["d"]).split(separator: "z") {
        let numbers = piece.split { !$0.isNumber }.compactMap { Int($0) }
        for k in 0..<numbers[2] { covered[numbers[1] * columns + numbers[0] + k] += 1 }
      }
    }
    #expect(covered == grid.tones.map { $0 == 0 ? 0 : 1 })
  }

  @Test("numbers of both signs have both colours, on one scale; what is not finite has none")
  func diverging() {
    let values: [Float] = [-2, 0, 2, .nan, 1, .infinity, -4, 0.05, 4]
    let grid = PixelGrid(diverging: values, rows: 3, columns: 3, largest: 4)
    #expect(grid.tones == [-5, 0, 5, 0, 3, 0, -10, 0, 10])
    #expect(
      PixelGrid(diverging: values, rows: 3, columns: 3, largest: 0).tones.allSatisfy { $0 == 0 })
    let fills = grid.content().map(\.source).joined()
    #expect(fills.contains(Colour.negative.hexadecimal))
    #expect(fills.contains(Colour.positive.hexadecimal))
  }

  @Test("a gallery has each picture with caption and shares, in rows")
  func gallery() throws {
    var gallery = PictureGallery(cell: 122)
    for index in 0..<7 {
      gallery.append(
        PixelGrid(ink: [UInt8](repeating: 200, count: 6), rows: 3, columns: 2),
        caption: "#\(index) <4> read as 9",
        shares: [
          .init(label: "9", value: 0.75, isRight: false),
          .init(label: "4", value: 0.2, isRight: true),
          .init(label: "nan", value: .nan, isRight: false),
        ])
    }
    let figure = gallery.figure(name: "mistakes", title: "Worst mistakes", description: "Seven.")
    let parsed = try ParsedElement.parse(figure.document)
    #expect(parsed.all("path").count == 7)
    let captions = parsed.all("text").map(\.text)
    #expect(captions.count { $0.hasSuffix("<4> read as 9") } == 7)
    #expect(captions.count { $0 == "75.0 %" } == 7)
    let bars = try parsed.all("rect", class: "second").map { try $0.number("width") }
    #expect(bars.count == 14 && Set(bars) == [91.5, 0])
    #expect(try parsed.all("rect", class: "first").allSatisfy { try $0.number("width") == 24.4 })
    // Five stand in a row: 5 * 122 + 6 * 16 = 706 of 720 pixels.
    let places = parsed.all("g").compactMap { $0.attributes["transform"] }
    #expect(places.contains("translate(568 8)") && places.contains("translate(16 281)"))
    #expect(figure.height == 554)
    // The right class stands out by its letters too, not by colour alone.
    #expect(parsed.all("text", class: "strong").map(\.text) == Array(repeating: "4", count: 7))
  }

  @Test("captions and names stay within the width of their picture")
  func longNames() throws {
    var gallery = PictureGallery(cell: 122)
    #expect(gallery.holds("#4956: 8 read as 4") && !gallery.holds("#680: Ankle boot read as Bag"))
    gallery.append(
      PixelGrid(ink: [0 as UInt8], rows: 1, columns: 1), caption: "#680: Ankle boot read as Bag",
      shares: [
        .init(label: "Ankle boot", value: 0.1, isRight: true),
        .init(label: "Chelsea boot", value: 0.9, isRight: false),
      ])
    let figure = gallery.figure(name: "mistakes", title: "Worst mistakes", description: "One.")
    let texts = try ParsedElement.parse(figure.document).all("text").map(\.text)
    #expect(
      texts == ["#680: Ankle boot r…", "Ankle boot", "10.0 %", "Chelsea b…", "90.0 %"])
  }

  @Test("a scale above the pictures says what the full colours stand for")
  func scale() throws {
    var gallery = PictureGallery(cell: 72)
    gallery.append(
      PixelGrid(diverging: [-2, 2], rows: 1, columns: 2, largest: 2), caption: "unit 0")
    let plain = gallery.figure(name: "weights", title: "Weights", description: "One.")
    let figure = gallery.figure(
      name: "weights", title: "Weights", description: "One.",
      scale: PictureGallery.Scale(name: "weight", largest: 2))
    let parsed = try ParsedElement.parse(figure.document)
    #expect(parsed.all("text").map(\.text) == ["weight: -2.000", "2.000", "unit 0"])
    // A tone for each tenth to either side, and two in the picture.
    #expect(parsed.all("path").count == 22)
    #expect(figure.height == plain.height + 28)
  }
}
