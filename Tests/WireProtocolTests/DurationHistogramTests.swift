import Testing
import WireProtocol

@Suite("Histograms")
struct DurationHistogramTests {
  @Test("the buckets follow each other without gaps, each narrower than 1/32 of its durations")
  func buckets() {
    var next: UInt64 = 0
    for index in 0..<DurationBucket.count {
      let range = DurationBucket(index: index).nanoseconds
      #expect(range.lowerBound == next)
      #expect(DurationBucket(nanoseconds: range.lowerBound).index == index)
      #expect(DurationBucket(nanoseconds: range.upperBound).index == index)
      #expect((range.upperBound - range.lowerBound) <= range.lowerBound / 32)
      next = range.upperBound &+ 1
    }
    #expect(next == 0, "the last bucket ends with the longest duration of 64 bits")
  }

  @Test("merging is as good as counting in one place")
  func merging() {
    var generator = SplitMix(seed: 5)
    var (parts, whole) = ([DurationHistogram(), DurationHistogram()], DurationHistogram())
    for index in 0..<1_000 {
      let duration = generator.next() >> UInt64.random(in: 0..<64, using: &generator)
      parts[index % 2].record(nanoseconds: duration)
      whole.record(nanoseconds: duration)
    }
    parts[0].merge(parts[1])
    #expect(parts[0] == whole)
    #expect(whole.total == 1_000)
  }

  @Test("a quantile is at most 1/32 above the exact one", arguments: [0, 0.5, 0.9, 0.99, 0.999, 1])
  func quantiles(quantile: Double) throws {
    var generator = SplitMix(seed: 6)
    var histogram = DurationHistogram()
    #expect(histogram.quantile(quantile) == nil)
    let durations = (0..<5_000).map { _ in UInt64.random(in: 0..<1_000_000, using: &generator) }
    for duration in durations { histogram.record(nanoseconds: duration) }
    let rank = max(1, Int((quantile * 5_000).rounded(.up)))
    let exact = durations.sorted()[rank - 1]
    let found = try #require(histogram.quantile(quantile))
    #expect(found >= exact && found <= exact + exact / 32)
  }

  @Test("statistics of two workers are added up")
  func statistics() {
    var first = ModelStatistics(generation: 4, name: "mnist", version: "3")
    first.requests = 2
    first.images = 20
    first.refusals[.busy] = 1
    var second = first
    second.refusals[.deadline] = 7
    var histogram = DurationHistogram()
    histogram.record(nanoseconds: 100)
    second.durations[.compute] = histogram
    first.merge(second)
    #expect((first.requests, first.images) == (4, 40))
    #expect(first.refusals[.busy] == 2)
    #expect(first.refusals.statuses == [.busy, .deadline])
    #expect(first.durations == [.compute: histogram])
  }
}
