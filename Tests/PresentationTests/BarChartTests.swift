import Testing

@testable import Presentation

@Suite("Bar chart")
struct BarChartTests {
  private let chart = BarChart(
    title: "Calibration", description: "How sure, how right.", xTitle: "confidence",
    yTitle: "right", noteTitle: "images",
    bars: [
      .init(value: nil, note: ""), .init(value: 0.5, note: "4"), .init(value: 0, note: "2"),
      .init(value: 1, note: "9,120"),
    ], format: .percent, hasDiagonal: true)

  @Test("a picture has a bar for each range with a value, as high as it says")
  func figure() throws {
    let parsed = try ParsedElement.parse(chart.figure(name: "calibration").document)
    let bars = parsed.all("rect", class: "first")
    #expect(bars.count == 3)
    let heights = try bars.map { try $0.number("height") }
    #expect(heights == [120, 0, 240])
    // Equal ranges from the left edge of the frame to its right one.
    #expect(try bars.map { try $0.number("x") } == [229, 385, 541])
    #expect(try bars.allSatisfy { try $0.number("width") == 154 })
    #expect(
      bars.map(\.allText) == [
        "25 % to 50 %: 50.00 %, 4", "50 % to 75 %: 0.00 %, 2",
        "75 % to 100 %: 100.00 %, 9,120",
      ])
    // Each number stands above its bar and above the diagonal at the bar's right edge.
    let notes = parsed.all("text", class: "small")
    #expect(notes.map(\.text) == ["4", "2", "9,120"])
    #expect(try notes.map { try $0.number("y") } == [148, 88, 28])
    // The line and, below it, its margin towards the bars.
    #expect(parsed.all("line", class: "margin").count == 1)
    let diagonal = try #require(parsed.all("line", class: "dashed").first)
    #expect(diagonal.attributes["x1"] == "72" && diagonal.attributes["y1"] == "272")
    #expect(diagonal.attributes["x2"] == "696" && diagonal.attributes["y2"] == "32")
  }

  @Test("counts have a scale of whole numbers and no diagonal")
  func counts() throws {
    let chart = BarChart(
      title: "Silence", description: "", xTitle: "x", yTitle: "units",
      bars: [.init(value: 2, note: "2"), .init(value: 1, note: "1")], format: .plain)
    let parsed = try ParsedElement.parse(chart.figure(name: "a").document)
    #expect(parsed.all("line", class: "dashed").isEmpty)
    let labels = parsed.all("text", class: "end").map(\.text)
    #expect(labels == ["0", "1", "2"])
  }

  @Test("in characters, ranges without images are left out and the diagonal is marked")
  func characters() {
    #expect(
      chart.lines(width: 60) == [
        "Calibration (┃: right = confidence)",
        "   confidence     right                        images",
        "─────────────────────────────────────────────────────",
        " 25 % to 50 %   50.00 %  ███████┃██                 4",
        " 50 % to 75 %    0.00 %              ┃              2",
        "75 % to 100 %  100.00 %  █████████████████┃██   9,120",
      ])
  }

  @Test("plain characters where nothing else may be used")
  func ascii() {
    let lines = chart.lines(width: 40, style: TerminalStyle(depth: .plain, glyphs: .ascii))
    #expect(lines.allSatisfy { $0.utf8.allSatisfy { $0 < 128 } })
    #expect(lines.joined().contains("#"))
    #expect(lines.allSatisfy { $0.utf8.count <= 40 })
  }
}
