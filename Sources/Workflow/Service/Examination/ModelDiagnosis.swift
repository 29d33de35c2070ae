package import WireProtocol

/// What a daemon says of itself and its models, judged.
package struct ModelDiagnosis: Sendable {
  let status: ServerStatus
  let limits: ServerLimits
  let records: [ModelRecord]

  package init(status: ServerStatus, limits: ServerLimits, records: [ModelRecord]) {
    self.status = status
    self.limits = limits
    self.records = records
  }

  /// What was found.
  package var findings: [Finding] { [server, connections] + serving + files }

  private var server: Finding {
    switch status.state {
    case .ready, .withoutModel: .ok(.server, "mnistd runs with \(status.workers) workers")
    case .starting:
      .note(
        .server, "mnistd is still loading its models",
        cure: "wait for it: mnistctl status --wait 30")
    case .draining:
      .fault(
        .server, "mnistd is stopping",
        cure: "wait until it has started again: mnistctl status --wait 30")
    }
  }

  private var connections: Finding {
    let (open, limit) = (UInt64(status.connections), limits.connections)
    let text = "\(open) of at most \(limit) connections are open"
    // Nine tenths: early enough to do something about it.
    guard open >= limit - limit / 10 else { return .ok(.limits, text) }
    return .note(.limits, text, cure: "close some, or raise mnistd's limit with --max-connections")
  }

  private var serving: [Finding] {
    guard status.servingModels > 0, status.state != .withoutModel else {
      if status.state == .starting { return [] }
      return [
        .fault(
          .models, status.servingModels > 0 ? "no name serves a model" : "no model serves",
          cure: "publish one: mnistctl models publish FILE --wait")
      ]
    }
    let count =
      "\(status.servingModels) \(status.servingModels == 1 ? "model serves" : "models serve")"
    guard status.defaultModel.isEmpty else {
      return [.ok(.models, "\(count), the default is \(status.defaultModel)")]
    }
    return [
      .note(
        .models, "\(count), and no default: requests that name no model are refused",
        cure: "name one when mnistd starts: --default NAME")
    ]
  }

  private var files: [Finding] {
    records.compactMap { record in
      let name = record.version.isEmpty ? record.name : "\(record.name)@\(record.version)"
      let publish =
        "'mnistctl verify FILE' tells what is wrong with a file; publish a sound one, or remove it"
      switch record.state {
      // What is nowhere has come from no file, so it bears no mark or label but those of orders.
      case .refused where record.marks.contains(.isPinned):
        return .fault(
          .models, "\(name) does not serve: \(record.reason)",
          cure: "publish that model again, or let the name serve its latest version: "
            + "mnistctl models pin \(record.name) --remove")
      case .refused where !record.labels.isEmpty:
        return .fault(
          .models, "\(name): \(record.reason)",
          cure: "publish that model again, or take the label away: "
            + "mnistctl models label \(record.labels[0]) \(record.name) --remove")
      case .refused:
        return .fault(.models, "\(name).mlp is refused: \(record.reason)", cure: publish)
      case .stale:
        return .fault(
          .models, "\(name).mlp is refused, and its model before serves on: \(record.reason)",
          cure: publish)
      case .serving where !record.reason.isEmpty:
        return .note(
          .models, "\(name): \(record.reason)",
          cure: "publish it again, or let it go: mnistctl models unload \(name)")
      case .serving, .loading, .unloaded: return nil
      }
    }
  }
}
