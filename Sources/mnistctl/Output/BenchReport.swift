import Presentation
import WireProtocol
import Workflow

/// What `bench` says about a load.
struct BenchReport {
  private let generator: LoadGenerator
  /// Whether answers were compared with models.
  private let isChecked: Bool

  init(_ generator: LoadGenerator, isChecked: Bool) {
    self.generator = generator
    self.isChecked = isChecked
  }

  private var settings: LoadSettings { generator.settings }

  /// The load in one line.
  var plan: String {
    let pace =
      switch settings.pace {
      case .steady(let rate): "\(NumberText.grouped(Int(rate.rounded()))) requests/s"
      case .saturating: "\(generator.inFlight) in flight on each"
      }
    return "\(settings.connections) connection\(settings.connections == 1 ? "" : "s") to "
      + "\(generator.build) at \(settings.path), model \(generator.resolution.reference), batches of "
      + "\(NumberText.grouped(settings.batch))\(settings.usesMemoryFiles ? " in memory files" : ""), "
      + "\(pace), \(DurationText.text(settings.duration)) after a warm-up of "
      + DurationText.text(settings.warmUp)
  }

  /// The figures for people.
  func lines(_ outcome: LoadGenerator.Outcome, style: TerminalStyle) -> [String] {
    let figures = outcome.figures
    let latency = LatencyReport(figures.latencies)
    var table = TextTable(
      ["p50", "p90", "p99", "p99.9", "max"].map { TextTable.Column($0, .right) })
    table.append(
      [latency.p50, latency.p90, latency.p99, latency.p999, latency.max].map {
        $0.map { NumberText.fixed($0, decimals: 1) } ?? "-"
      })
    let rates = RateReport(outcome)
    var lines = [
      "\(NumberText.grouped(Int(rates.imagesPerSecond))) images/s, "
        + "\(NumberText.grouped(Int(rates.requestsPerSecond))) requests/s",
      "",
      "latency in µs, "
        + (settings.pace.isOpenLoop ? "from when a request was due" : "from when it was sent"),
    ]
    lines += table.lines(style: style) + [""]
    var counts = [
      "sent \(grouped(figures.sent))", "answered \(grouped(figures.answered))",
      "refused \(grouped(figures.refusedCount))", "lost \(grouped(figures.lost))",
    ]
    if isChecked { counts.append("mixed \(grouped(figures.mixed))") }
    if figures.unsent > 0 { counts.append("unsent \(grouped(figures.unsent))") }
    if figures.reconnects > 0 {
      counts.append("reconnects \(grouped(figures.reconnects))")
      counts.append("sent again \(grouped(figures.resent))")
    }
    lines.append(counts.joined(separator: ", "))
    for status in figures.refused.statuses {
      lines.append("refused with \(status): \(grouped(figures.refused[status]))")
    }
    let generations = figures.generations.sorted { $0.key < $1.key }
    lines.append(
      "generations "
        + (generations.count <= 8
          ? generations.map { "\($0.key): \(grouped($0.value))" }.joined(separator: ", ")
          : "\(generations[0].key) to \(generations[generations.count - 1].key), "
            + "\(generations.count) of them"))
    return lines
  }

  /// The figures for programs.
  func object(_ outcome: LoadGenerator.Outcome) -> BenchObject {
    let figures = outcome.figures
    let rates = RateReport(outcome)
    return BenchObject(
      model: generator.resolution.reference, batch: settings.batch,
      connections: settings.connections, inFlight: generator.inFlight,
      rate: OrNull(settings.pace.requestsPerSecond), memoryFiles: settings.usesMemoryFiles,
      threads: settings.threads, seconds: outcome.seconds,
      warmUpSeconds: settings.warmUp / .seconds(1), imagesPerSecond: rates.imagesPerSecond,
      requestsPerSecond: rates.requestsPerSecond,
      latencyMicroseconds: LatencyReport(figures.latencies), sent: figures.sent,
      answered: figures.answered,
      refused: Dictionary(
        uniqueKeysWithValues: figures.refused.statuses.map { ("\($0)", figures.refused[$0]) }),
      refusedCount: figures.refusedCount, lost: figures.lost, unsent: figures.unsent,
      resent: figures.resent, reconnects: figures.reconnects,
      mixed: OrNull(isChecked ? figures.mixed : nil),
      generations: figures.generations.sorted { $0.key < $1.key }.map {
        .init(generation: $0.key, answers: $0.value)
      },
      failure: OrNull(figures.failure))
  }

  private func grouped(_ count: UInt64) -> String { NumberText.grouped(Int(clamping: count)) }
}
