import Testing
import WireProtocol

@Suite("Figures between two moments")
struct StatisticsDifferenceTests {
  private static func histogram(_ durations: [UInt64]) -> DurationHistogram {
    var histogram = DurationHistogram()
    for duration in durations { histogram.record(nanoseconds: duration) }
    return histogram
  }

  @Test("what was recorded since is what is left")
  func histogram() {
    var histogram = Self.histogram([10, 1_000, 70_000])
    let earlier = histogram
    let recent: [UInt64] = [10, 20, 5_000]
    for duration in recent { histogram.record(nanoseconds: duration) }
    let difference = histogram.since(earlier)
    #expect(difference.counts == Self.histogram(recent).counts)
    #expect(difference.sum == 5_030 && difference.total == 3)
    // The longest since then is known by its bucket.
    #expect((5_000..<5_000 + 5_000 / 32).contains(difference.longest))
    #expect(histogram.since(histogram) == DurationHistogram())
  }

  @Test("the longest of all is known exactly, also when it came last")
  func longest() {
    var histogram = Self.histogram([10])
    let earlier = histogram
    histogram.record(nanoseconds: 123_457)
    #expect(histogram.since(earlier).longest == 123_457)
  }

  @Test("counts up to the end of a bucket are exact", arguments: [10, 11, 20, 33])
  func cumulative(exponent: Int) {
    let bound = (UInt64(1) << UInt64(exponent)) - 1
    let durations: [UInt64] = [0, 63, bound - 1, bound, bound + 1, UInt64.max]
    let counts = Self.histogram(durations).counts(upTo: [0, bound, UInt64.max])
    #expect(counts == [1, 4, 6])
    #expect(Self.histogram(durations).counts(upTo: []) == [])
  }

  private static func statistics(_ uptime: UInt64, requests: [UInt32: UInt64]) -> ServerStatistics {
    var statistics = ServerStatistics()
    statistics.uptimeMilliseconds = uptime
    statistics.connectionsAccepted = uptime / 10
    statistics.refusals[.busy] = uptime / 100
    for (generation, count) in requests.sorted(by: { $0.key < $1.key }) {
      var model = ModelStatistics(generation: generation, name: "digits")
      model.requests = count
      model.images = 2 * count
      model.refusals[.badShape] = count / 2
      model.durations[.compute] = histogram([UInt64](repeating: 1_000, count: Int(count)))
      statistics.models.append(model)
    }
    return statistics
  }

  @Test("a generation that is new counts from its start")
  func generations() {
    let earlier = Self.statistics(1_000, requests: [1: 10])
    let difference = Self.statistics(3_000, requests: [1: 14, 2: 5]).since(earlier)
    #expect(difference.models.map(\.requests) == [4, 5])
    #expect(difference.models.map(\.images) == [8, 10])
    #expect(difference.models.map { $0.refusals[.badShape] } == [2, 2])
    #expect(difference.models.map { $0.durations[.compute]?.total } == [4, 5])
    #expect(difference.connectionsAccepted == 200 && difference.refusals.total == 20)
    #expect(difference.uptimeMilliseconds == 3_000)
  }

  @Test("figures that go over into those of earlier generations are not counted again")
  func retired() {
    let earlier = Self.statistics(1_000, requests: [1: 10, 2: 20, 3: 5])
    // The first generation has retired, the second one on some workers only.
    let now = Self.statistics(2_000, requests: [0: 26, 2: 6, 3: 8])
    let difference = now.since(earlier)
    #expect(difference.models.map(\.generation) == [0, 2, 3])
    #expect(difference.models.map(\.requests) == [2, 0, 3])
    #expect(difference.models.map(\.images) == [4, 0, 6])
    #expect(difference.models.map { $0.durations[.compute]?.total } == [2, 0, 3])
    #expect(now.since(now).models.allSatisfy { $0.requests == 0 && $0.images == 0 })
  }

  @Test("of many names' figures together only what is new counts")
  func others() {
    var earlier = Self.statistics(1_000, requests: [0: 10, 5: 4])
    var now = Self.statistics(2_000, requests: [0: 15, 5: 6])
    // The earlier figures of digits have gone over into those of others.
    now.models[0].name = ""
    #expect(now.since(earlier).models.map(\.requests) == [5, 2])
    earlier.models[0].name = ""
    #expect(now.since(earlier).models.map(\.requests) == [5, 2])
  }

  @Test("a server that was started anew counts from its start")
  func restart() {
    let now = Self.statistics(500, requests: [1: 3])
    #expect(now.since(Self.statistics(9_000, requests: [1: 100])) == now)
  }
}
