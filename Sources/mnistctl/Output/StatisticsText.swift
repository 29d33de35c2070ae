import Presentation
import WireProtocol

/// A daemon's figures, for people.
struct StatisticsText {
  let sample: StatisticsSample

  /// The tables; all text of the daemon is escaped.
  func lines(style: TerminalStyle) -> [String] {
    guard !sample.total.models.isEmpty else { return [heading, "", "no request yet"] + refusals }
    return [heading, ""] + counts(style: style) + [""] + times(style: style) + refusals
  }

  private var heading: String {
    let total = sample.total
    return "up \(DurationText.text(seconds: Double(total.uptimeMilliseconds) / 1_000)), "
      + "\(total.workers) \(total.workers == 1 ? "worker" : "workers"), "
      + "\(total.connectionsOpen) \(total.connectionsOpen == 1 ? "connection" : "connections") open, "
      + "\(Self.grouped(total.connectionsAccepted)) accepted, "
      + "\(Self.grouped(total.connectionsRefused)) refused"
  }

  private func counts(style: TerminalStyle) -> [String] {
    var columns = [
      TextTable.Column("model"), TextTable.Column("generation", .right),
      TextTable.Column("requests", .right), TextTable.Column("images", .right),
      TextTable.Column("refused", .right),
    ]
    if sample.seconds != nil {
      columns += [TextTable.Column("requests/s", .right), TextTable.Column("images/s", .right)]
    }
    var table = TextTable(columns)
    for (model, recent) in zip(sample.total.models, sample.recent.models) {
      var cells = [
        TerminalText.escaped(model.title), model.age, Self.grouped(model.requests),
        Self.grouped(model.images), Self.grouped(model.refusals.total),
      ]
      if let requests = sample.perSecond(recent.requests),
        let images = sample.perSecond(recent.images)
      {
        cells += [requests, images].map { NumberText.grouped(Int($0.rounded())) }
      }
      table.append(cells)
    }
    return table.lines(style: style)
  }

  private func times(style: TerminalStyle) -> [String] {
    var table = TextTable(
      [
        TextTable.Column("model"), TextTable.Column("generation", .right),
        TextTable.Column("stage"), TextTable.Column("count", .right),
      ] + ["p50 µs", "p90 µs", "p99 µs", "p99.9 µs", "max µs"].map { TextTable.Column($0, .right) })
    for model in sample.recent.models {
      for stage in Stage.allCases {
        guard let times = model.durations[stage].flatMap(StageTimes.init) else { continue }
        table.append(
          [
            TerminalText.escaped(model.title), model.age, "\(stage)",
            Self.grouped(times.count),
          ]
            + [times.p50, times.p90, times.p99, times.p999, times.longest].map {
              NumberText.fixed($0, decimals: 1)
            })
      }
    }
    return table.lines(style: style)
  }

  /// A line for each cause, of each model and of what concerned none.
  private var refusals: [String] {
    let all =
      [("no model", sample.total.refusals)]
      + sample.total.models.map { ("\($0.title) generation \($0.age)", $0.refusals) }
    let lines = all.flatMap { subject, counts in
      counts.statuses.map {
        "refused \($0) \(Self.grouped(counts[$0])) (\(TerminalText.escaped(subject)))"
      }
    }
    return lines.isEmpty ? [] : [""] + lines
  }

  private static func grouped(_ count: some UnsignedInteger) -> String {
    NumberText.grouped(Int(clamping: count))
  }
}

extension ModelStatistics {
  /// What people call the model, as the daemon writes it.
  var title: String {
    name.isEmpty ? "others" : ModelReference.text(name: name, version: version)
  }

  /// Its generation, or that it is those before.
  var age: String { generation == 0 ? "earlier" : "\(generation)" }
}
