import Testing

@testable import Presentation

@Suite("Line chart")
struct LineChartTests {
  private let chart = LineChart(
    title: "Loss in nats", step: "epoch",
    series: [
      LineChart.Series("training images", [0.5, 0.25, 0.125]),
      LineChart.Series("validation images", [0.6, 0.4, 0.3]),
    ])

  @Test("a picture has a line and a dot for each value, at its place")
  func figure() throws {
    let figure = chart.figure(name: "loss")
    let parsed = try ParsedElement.parse(figure.document)
    let lines = parsed.all("polyline")
    #expect(lines.count == 2)
    let points = try #require(lines[0].attributes["points"]).split(separator: " ")
    #expect(points.count == 3)
    // The first epoch stands at the left, the last at the right, a falling loss goes down.
    let places = points.map { $0.split(separator: ",").compactMap { Double($0) } }
    #expect(places.map { $0[0] } == [72, 384, 696])
    #expect(places[0][1] < places[1][1] && places[1][1] < places[2][1])
    #expect(parsed.all("circle").count == 6)
    let hints = parsed.all("circle").compactMap { $0.children.first?.text }
    #expect(hints.contains("training images, epoch 2: 0.2500"))
    let texts = parsed.all("text").map(\.text)
    #expect(
      texts.contains("epoch") && texts.contains("Loss in nats")
        && texts.contains("validation images"))
    #expect(texts.contains("0.1") && texts.contains("0.6") && texts.contains("3"))
  }

  @Test("the picture is told in words")
  func words() throws {
    let parsed = try ParsedElement.parse(chart.figure(name: "loss").element.source)
    #expect(parsed.attributes["role"] == "img")
    let names = try #require(parsed.attributes["aria-labelledby"]).split(separator: " ")
    #expect(names.map(String.init) == parsed.children.prefix(2).compactMap { $0.attributes["id"] })
    #expect(parsed.children[0].text == "Loss in nats")
    #expect(
      parsed.children[1].text
        == "training images: 0.5000 after epoch 1, 0.1250 after epoch 3; validation images: 0.6000 "
        + "after epoch 1, 0.3000 after epoch 3.")
  }

  @Test("values that are no numbers end a series, and none leaves the frame")
  func degenerate() throws {
    for values in [[], [.nan], [1], [1, 1], [1, .infinity, 2], [1e308, -1e308], [0]] as [[Double]] {
      let chart = LineChart(
        title: "t", step: "epoch", series: [LineChart.Series("s", values)])
      let source = chart.figure(name: "f").document
      let parsed = try ParsedElement.parse(source)
      #expect(!source.contains("nan") && !source.contains("inf"))
      for circle in parsed.all("circle") {
        #expect((0...720).contains(try circle.number("cx")))
        #expect((0...300).contains(try circle.number("cy")))
      }
      #expect(chart.lines(width: 40).count == 13)
    }
  }

  @Test("in characters, each series has its mark, and the numbers stand at the side")
  func characters() {
    let chart = LineChart(
      title: "Loss in nats", step: "epoch",
      series: [LineChart.Series("training", [1, 0.5, 0])])
    #expect(
      chart.lines(width: 14, height: 3) == [
        "Loss in nats:", "● training", "1.0000 │●●", "0.5000 │  ●●", "0.0000 │    ●●",
        "       └──────",
        "        epoch 1 3",
      ])
  }

  @Test("in plain characters where nothing else may be used, as wide as there is room")
  func ascii() {
    let style = TerminalStyle(depth: .plain, glyphs: .ascii)
    for width in [20, 60, 200] {
      let lines = chart.lines(width: width, style: style)
      #expect(lines.allSatisfy { $0.utf8.allSatisfy { $0 < 128 } })
      #expect(lines.allSatisfy { $0.utf8.count <= max(width, 20) })
      #expect(lines.joined().contains("o") && lines.joined().contains("+"))
    }
  }

  @Test("colours only where they may be used")
  func colours() {
    let coloured = chart.lines(width: 60, style: TerminalStyle(depth: .palette, glyphs: .unicode))
    #expect(coloured.joined().contains("\u{1B}[1m"))
    #expect(!chart.lines(width: 60).joined().contains("\u{1B}"))
  }
}
