import Testing

@testable import Presentation

@Suite("Interval chart and task progress")
struct IntervalChartTests {
  private let rows = [
    IntervalChart.Row(label: "a", mean: 0, spread: 0, note: "0"),
    IntervalChart.Row(label: "long", mean: 6, spread: 2, note: "6"),
    IntervalChart.Row(label: "none", mean: nil, spread: 0, note: "diverged"),
    IntervalChart.Row(label: "b", mean: 10, spread: 1, note: "10"),
  ]

  @Test("means, whiskers and the threshold stand on one scale")
  func scale() {
    let chart = IntervalChart(rows, threshold: 9)
    #expect(chart.range == 0...11)
    #expect(
      chart.lines(width: 12) == [
        "a     ●        ┊    0", "long      ├─●─┤┊    6", "none           ┊    diverged",
        "b              ├●┤  10",
      ])
  }

  @Test("plain characters where nothing else may be used")
  func ascii() {
    let lines = IntervalChart(rows, threshold: 9).lines(
      width: 12, style: TerminalStyle(depth: .plain, glyphs: .ascii))
    #expect(lines[1] == "long      |-o-|:    6")
    #expect(lines.allSatisfy { $0.utf8.allSatisfy { $0 < 128 } })
  }

  @Test("one value alone, one column, and no value at all are drawn")
  func degenerate() {
    let one = IntervalChart([IntervalChart.Row(label: "a", mean: 3, spread: 0, note: "")])
    #expect(one.range == 3...3)
    #expect(one.lines(width: 5) == ["a  ●"])
    #expect(IntervalChart(rows).lines(width: 1).count == 4)
    let none = IntervalChart([rows[2]], threshold: 1)
    #expect(none.range == nil)
    #expect(none.lines(width: 5) == ["none    diverged"])
  }

  @Test("progress has a bar where there is room")
  func progress() {
    let line = TaskProgressLine(
      name: "trainings", done: 3, tasks: 30, share: 0.5, secondsLeft: 4)
    #expect(
      line.text(width: 60) == " 3/30 trainings  [███████████░░░░░░░░░░░]   50 %  4.0 s left")
    #expect(line.text(width: 30) == " 3/30 trainings   50 %  4.0 s…")
    #expect(line.text(width: 200).count == " 3/30 trainings  []   50 %  4.0 s left".count + 30)
    let start = TaskProgressLine(name: "t", done: 0, tasks: 2, share: 0, secondsLeft: nil)
    #expect(
      start.text(width: 26, style: TerminalStyle(depth: .plain, glyphs: .ascii))
        == "0/2 t  [..........]    0 %")
  }
}
