internal import Logging

extension LogEvent {
  /// What the entry tells besides its text, the handler's own and the provider's included, by
  /// ascending key; of two with one key the more special one counts.
  func fields(
    of handler: Logger.Metadata, _ provider: Logger.MetadataProvider?
  ) -> [(key: String, value: String)] {
    var all = handler
    if let provided = provider?.get() { all.merge(provided) { _, provided in provided } }
    if let metadata { all.merge(metadata) { _, special in special } }
    if let error { all[LogKey.reason] = .string("\(error)") }
    return all.map { ($0.key, LogText.escaped("\($0.value)")) }.sorted { $0.key < $1.key }
  }

  /// The entry in one line for people: `text (key value, key value)`.
  func text(with fields: [(key: String, value: String)]) -> String {
    let text = LogText.escaped(message.description)
    let told = fields.filter { $0.key != LogKey.event }
    if told.isEmpty { return text }
    return text + " (" + told.map { "\($0.key) \($0.value)" }.joined(separator: ", ") + ")"
  }
}

extension Logger.Level {
  /// The number by which syslog(3) and the journal call the level.
  var priority: Int {
    switch self {
    case .critical: 2
    case .error: 3
    case .warning: 4
    case .notice: 5
    case .info: 6
    case .debug, .trace: 7
    }
  }
}
