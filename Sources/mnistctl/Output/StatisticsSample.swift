import WireProtocol

/// A daemon's figures at one moment, and what has changed since the moment before.
struct StatisticsSample {
  /// The figures since the daemon's start.
  let total: ServerStatistics
  /// Those since the moment before; all of them where there is none.
  let recent: ServerStatistics
  /// The time between both moments; `nil` where there is none before.
  let seconds: Double?

  /// The first sample.
  init(total: ServerStatistics) {
    self.total = total
    recent = total
    seconds = nil
  }

  private init(total: ServerStatistics, since earlier: ServerStatistics) {
    self.total = total
    recent = total.since(earlier)
    // A daemon that was started anew has not run longer than that.
    let (now, then) = (total.uptimeMilliseconds, earlier.uptimeMilliseconds)
    seconds = Double(max(1, now >= then ? now - then : now)) / 1_000
  }

  /// The sample after this one.
  func next(_ figures: ServerStatistics) -> StatisticsSample {
    StatisticsSample(total: figures, since: total)
  }

  /// A count of the time between as a rate; `nil` where there is none before.
  func perSecond(_ count: UInt64) -> Double? { seconds.map { Double(count) / $0 } }
}
