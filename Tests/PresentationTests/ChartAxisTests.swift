import Testing

@testable import Presentation

@Suite("Chart axis")
struct ChartAxisTests {
  @Test(
    "marks stand at round numbers",
    arguments: [
      ([0, 1], 5, ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
      ([0.31, 0.02], 6, ["0.00", "0.05", "0.10", "0.15", "0.20", "0.25", "0.30", "0.35"]),
      ([0, 1250], 5, ["0", "500", "1000", "1500"]), ([0, 3], 5, ["0", "1", "2", "3"]),
      ([-2, 2], 4, ["-2", "-1", "0", "1", "2"]),
    ])
  func marks(values: [Double], count: Int, labels: [String]) {
    let axis = ChartAxis(holding: values, marks: count)
    #expect(axis.ticks.map(axis.label) == labels)
    #expect(axis.ticks.allSatisfy { axis.range.contains($0) || abs($0) < 1e-12 })
  }

  @Test("whole numbers have whole marks, and shares are per cent")
  func formats() {
    let epochs = ChartAxis(holding: [1, 3], marks: 10, isWhole: true, isTight: true)
    #expect(epochs.ticks == [1, 2, 3])
    let shares = ChartAxis(holding: [0.9, 1], format: .percent)
    #expect(shares.ticks.map(shares.label) == ["90 %", "92 %", "94 %", "96 %", "98 %", "100 %"])
  }

  @Test("every finite range has a scale")
  func extremes() {
    let ranges: [[Double]] = [
      [], [5], [0], [.nan, 1], [-1e300, 1e300], [1e-300, 2e-300], [.infinity], [-3],
    ]
    for values in ranges {
      let axis = ChartAxis(holding: values)
      #expect(axis.ticks.count <= 12)
      for value in values where value.isFinite { #expect((0...1).contains(axis.position(value))) }
    }
  }
}
