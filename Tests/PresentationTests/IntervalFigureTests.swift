import Testing

@testable import Presentation

@Suite("Interval chart as a picture")
struct IntervalFigureTests {
  private let chart = IntervalChart(
    [
      IntervalChart.Row(label: "784-16-10", mean: 0.94, spread: 0.01, note: "94.00 %"),
      IntervalChart.Row(label: "784-32-10", mean: 0.96, spread: 0.02, note: "96.00 %"),
      IntervalChart.Row(label: "784-64-10", mean: nil, spread: 0, note: "diverged"),
    ], threshold: 0.94)

  @Test("a dot with whiskers for each mean, in order, and the threshold")
  func figure() throws {
    let figure = chart.figure(
      name: "cross-validation", title: "Cross-validation", description: "Three.",
      xTitle: "mean accuracy", marked: 0)
    let parsed = try ParsedElement.parse(figure.document)
    let dots = parsed.all("circle")
    #expect(dots.map(\.allText) == ["784-16-10: 94.00 %", "784-32-10: 96.00 %"])
    let places = try dots.map { try $0.number("cx") }
    #expect(places[0] < places[1])
    #expect(parsed.all("line", class: "first").count == 6)
    let threshold = try #require(parsed.all("line", class: "dashed").first)
    #expect(threshold.attributes["x1"] == dots[0].attributes["cx"])
    #expect(parsed.all("text", class: "strong").map(\.text) == ["784-16-10"])
    let texts = parsed.all("text").map(\.text)
    #expect(texts.contains("diverged") && texts.contains("mean accuracy"))
  }

  @Test("without any mean there is no scale to mark")
  func empty() throws {
    let none = IntervalChart(
      [IntervalChart.Row(label: "a", mean: nil, spread: 0, note: "diverged")], threshold: 1)
    let parsed = try ParsedElement.parse(
      none.figure(name: "f", title: "t", description: "d", xTitle: "x").document)
    #expect(parsed.all("circle").isEmpty && parsed.all("line", class: "dashed").isEmpty)
  }
}
