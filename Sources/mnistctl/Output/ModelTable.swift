import Presentation
import WireProtocol

/// The models of a daemon, for people.
struct ModelTable {
  let records: [ModelRecord]

  /// A line for each model; all text of the daemon is escaped.
  func lines(style: TerminalStyle) -> [String] {
    guard !records.isEmpty else { return ["no models"] }
    var table = TextTable([
      TextTable.Column("model"), TextTable.Column("version"), TextTable.Column("state"),
      TextTable.Column("generation", .right), TextTable.Column("SHA-256"),
      TextTable.Column("labels"), TextTable.Column("marks"), TextTable.Column("loaded"),
      TextTable.Column("reason"),
    ])
    for record in records {
      table.append([
        TerminalText.escaped(record.name), TerminalText.escaped(record.version),
        style.emphasised("\(record.state)", record.isRefused ? .red : .green),
        record.generation == 0 ? "" : "\(record.generation)",
        record.isLoaded ? DigestText.short(record.digest) : "",
        record.labels.map(TerminalText.escaped).joined(separator: ", "),
        marks(record), age(record), MessageText.escaped(record.reason),
      ])
    }
    return table.lines(style: style)
  }

  private func marks(_ record: ModelRecord) -> String {
    var marks: [String] = []
    if record.marks.contains(.isCurrent) { marks.append("current") }
    if record.marks.contains(.isDefault) { marks.append("default") }
    if record.marks.contains(.isPinned) { marks.append("pinned") }
    return marks.joined(separator: ", ")
  }

  private func age(_ record: ModelRecord) -> String {
    guard record.isLoaded else { return "" }
    return DurationText.text(seconds: Double(record.loadedMilliseconds) / 1_000) + " ago"
  }
}

extension ModelRecord {
  /// Whether the file was refused, be there a model before it that serves on or not.
  var isRefused: Bool { state == .refused || state == .stale }

  /// Whether something answers under this name and version.
  var isLoaded: Bool { generation > 0 }
}
