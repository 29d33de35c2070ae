import Presentation
import Testing

@Suite struct HistogramTests {
  @Test("each value falls into one range, the highest into the last")
  func counts() {
    let histogram = Histogram([0, 0.5, 1, 1.5, 2, 3, 4], bins: 4)
    #expect(histogram.counts == [2, 2, 1, 2])
    #expect(histogram.low == 0)
    #expect(histogram.high == 4)
    #expect(histogram.nonFiniteCount == 0)
  }

  @Test("equal values have one range, none have none")
  func degenerate() {
    #expect(Histogram([2, 2, 2], bins: 5).counts == [3])
    #expect(Histogram([], bins: 5).counts == [])
    #expect(Histogram([], bins: 5).lines() == [])
  }

  @Test("what is not finite is counted apart")
  func nonFinite() {
    let histogram = Histogram([.nan, .infinity, 1], bins: 2)
    #expect(histogram.counts == [1])
    #expect(histogram.nonFiniteCount == 2)
    #expect(histogram.lines().last == "not finite: 2")
  }

  @Test("the largest finite numbers do not overflow")
  func extremes() {
    let largest = Float.greatestFiniteMagnitude
    #expect(Histogram([-largest, 0, largest], bins: 2).counts == [1, 2])
  }

  @Test("each range has a line with a bar of its share of the fullest")
  func lines() {
    let histogram = Histogram([-1, -1, 0, 0, 0, 0, 0.5, 1], bins: 2)
    #expect(
      histogram.lines(barWidth: 6, decimals: 1) == [
        "from   to  count",
        "────────────────────────",
        "-1.0  0.0      2  ██",
        " 0.0  1.0      6  ██████",
      ])
  }
}
