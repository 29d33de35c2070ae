import Presentation
import Testing

@Suite("Figures for Prometheus")
struct MetricsTextTests {
  @Test("a family has help and type before its samples")
  func family() {
    var metrics = MetricsText()
    metrics.begin("a_total", .counter, help: "Two lines\nand a \\ \"quoted\" word.")
    metrics.sample(7)
    metrics.sample(8, [("model", "digits")])
    #expect(
      metrics.text == """
        # HELP a_total Two lines\\nand a \\\\ "quoted" word.
        # TYPE a_total counter
        a_total 7
        a_total{model="digits"} 8

        """)
  }

  @Test(
    "values of labels are escaped",
    arguments: [("a\"b", "a\\\"b"), ("a\\b", "a\\\\b"), ("a\nb", "a\\nb"), ("é", "é")])
  func labels(value: String, written: String) {
    var metrics = MetricsText()
    metrics.begin("a", .gauge, help: "A.")
    metrics.sample(1, [("l", value), ("m", "")])
    #expect(metrics.text.hasSuffix("a{l=\"\(written)\",m=\"\"} 1\n"))
  }

  @Test(
    "lengths of time are seconds, to the nanosecond",
    arguments: [
      (0, "0"), (1, "0.000000001"), (1_023, "0.000001023"), (1_500_000_000, "1.5"),
      (60_000_000_000, "60"), (UInt64.max, "18446744073.709551615"),
    ])
  func seconds(nanoseconds: UInt64, written: String) {
    var metrics = MetricsText()
    metrics.begin("a_seconds", .gauge, help: "A.")
    metrics.sample(nanoseconds: nanoseconds)
    #expect(metrics.text.hasSuffix("a_seconds \(written)\n"))
  }

  @Test("a histogram ends with everything, sum and count")
  func histogram() {
    var metrics = MetricsText()
    metrics.begin("t_seconds", .histogram, help: "T.")
    metrics.histogram(
      bounds: [1_023, 2_047], counts: [2, 5], total: 6, sum: 1_000_000, [("stage", "read")])
    #expect(
      metrics.text.split(separator: "\n").dropFirst(2) == [
        "t_seconds_bucket{stage=\"read\",le=\"0.000001023\"} 2",
        "t_seconds_bucket{stage=\"read\",le=\"0.000002047\"} 5",
        "t_seconds_bucket{stage=\"read\",le=\"+Inf\"} 6",
        "t_seconds_sum{stage=\"read\"} 0.001", "t_seconds_count{stage=\"read\"} 6",
      ])
  }
}
