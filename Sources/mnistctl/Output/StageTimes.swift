import WireProtocol

/// How long one stage of requests took, in microseconds.
struct StageTimes: Encodable {
  let count: UInt64
  let mean: Double
  let p50: Double
  let p90: Double
  let p99: Double
  let p999: Double
  let longest: Double

  private enum CodingKeys: String, CodingKey {
    case count
    case mean = "meanMicroseconds"
    case p50 = "p50Microseconds"
    case p90 = "p90Microseconds"
    case p99 = "p99Microseconds"
    case p999 = "p999Microseconds"
    case longest = "maxMicroseconds"
  }

  /// Sums up a histogram; `nil` where it is empty.
  init?(_ histogram: DurationHistogram) {
    func microseconds(_ quantile: Double) -> Double? {
      histogram.quantile(quantile).map { Double($0) / 1_000 }
    }
    guard let p50 = microseconds(0.5), let p90 = microseconds(0.9), let p99 = microseconds(0.99),
      let p999 = microseconds(0.999)
    else { return nil }
    count = histogram.total
    mean = Double(histogram.sum) / Double(count) / 1_000
    (self.p50, self.p90, self.p99, self.p999) = (p50, p90, p99, p999)
    longest = Double(histogram.longest) / 1_000
  }
}
