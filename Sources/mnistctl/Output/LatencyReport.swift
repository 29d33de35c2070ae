import WireProtocol

/// Latencies in microseconds; each one is `nil` where there is no figure.
struct LatencyReport: Encodable {
  let p50: Double?
  let p90: Double?
  let p99: Double?
  let p999: Double?
  let max: Double?
  let mean: Double?

  init(_ histogram: DurationHistogram) {
    func quantile(_ quantile: Double) -> Double? {
      histogram.quantile(quantile).map { Double($0) / 1_000 }
    }
    p50 = quantile(0.5)
    p90 = quantile(0.9)
    p99 = quantile(0.99)
    p999 = quantile(0.999)
    max = quantile(1)
    let total = histogram.total
    mean = total == 0 ? nil : Double(histogram.sum) / Double(total) / 1_000
  }
}
