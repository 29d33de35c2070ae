import Presentation
import Workflow

/// What the demonstration of the service says to people.
enum ServiceText {
  /// The figures, line by line.
  static func lines(_ report: ServiceDemo.Report) -> [String] {
    let figures = report.during
    return [
      "mnistd answered \(NumberText.grouped(report.images)) test images through its socket, "
        + "\(NumberText.grouped(Int(report.imagesPerSecond))) images/s, "
        + (report.differences == 0
          ? "each as this process does" : "\(report.differences) unlike this process"),
      "\(NumberText.grouped(report.reloads)) reloads between two models under load: "
        + "\(NumberText.grouped(Int(clamping: figures.sent))) requests, lost \(figures.lost), "
        + "mixed \(figures.mixed), generations \(generations(figures))",
      "latency \(latency(report.before)) before, \(latency(figures)) during the reloads",
    ]
  }

  private static func generations(_ figures: LoadFigures) -> String {
    guard let first = figures.generations.keys.min(), let last = figures.generations.keys.max()
    else { return "none" }
    return first == last ? "\(first)" : "\(first) to \(last)"
  }

  private static func latency(_ figures: LoadFigures) -> String {
    let latency = LatencyReport(figures.latencies)
    guard let median = latency.p50, let tail = latency.p99 else { return "unknown" }
    return "p50 \(NumberText.fixed(median, decimals: 0)) µs and "
      + "p99 \(NumberText.fixed(tail, decimals: 0)) µs"
  }
}
