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
  package var findings: [Finding] {
    [server, connections] + memory + serving + directory + orders + files
  }

  private var server: Finding {
    switch status.state {
    case .ready, .withoutModel:
      .ok(
        .server,
        "mnistd runs with \(status.workers) \(status.workers == 1 ? "worker" : "workers")")
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

  private var memory: [Finding] {
    guard let supplement = status.supplement else { return [] }
    let (found, limit) = (supplement.memoryBytes, supplement.memoryByteLimit)
    guard found >= limit - limit / 10 else { return [] }
    return [
      .note(
        .limits, "\(found) of at most \(limit) bytes of memory are taken by connections",
        cure: "let clients read their answers, or raise mnistd's limit with --max-memory")
    ]
  }

  private var directory: [Finding] {
    guard let fault = status.supplement?.directoryFault, !fault.isEmpty else { return [] }
    return [
      .fault(
        .models, "mnistd cannot look at its models: \(fault)",
        cure: "make the directory, and let mnistd's user read and search it; mnistd looks again by "
          + "itself")
    ]
  }

  private var orders: [Finding] {
    guard let fault = status.supplement?.ordersFault, !fault.isEmpty else { return [] }
    return [
      .fault(
        .models, "mnistd cannot keep orders, which a restart would forget: \(fault)",
        cure:
          "let mnistd's user write to its state directory, and the disk have room; mnistd tries "
          + "again by itself")
    ]
  }

  private var serving: [Finding] {
    guard status.servingModels > 0, status.state != .withoutModel else {
      if status.state == .starting { return [] }
      if let unloaded = records.first(where: { $0.state == .unloaded }) {
        return [
          .fault(
            .models, "no model serves: \(unloaded.title) was unloaded by order",
            cure: "load it again: mnistctl models load \(unloaded.title)")
        ]
      }
      return [
        .fault(
          .models, status.servingModels > 0 ? "no name serves a model" : "no model serves",
          cure: "publish one: mnistctl models publish FILE "
            + (status.defaultModel.isEmpty ? "" : "--as \(status.defaultModel) ") + "--wait")
      ]
    }
    let count =
      "\(status.servingModels) \(status.servingModels == 1 ? "model serves" : "models serve")"
    guard status.defaultModel.isEmpty || records.contains(where: { $0.marks.contains(.isDefault) })
    else {
      return [
        .fault(
          .models, "\(count), but not the default \(status.defaultModel)",
          cure: "\(cureOfDefault), or \(otherDefault)")
      ]
    }
    guard status.defaultModel.isEmpty else {
      return [.ok(.models, "\(count), the default is \(status.defaultModel)")]
    }
    return [
      .fault(
        .models, "\(count), and no default: requests that name no model are refused",
        cure: otherDefault)
    ]
  }

  /// How the default that mnistd was given comes to serve.
  private var cureOfDefault: String {
    let name = status.defaultModel
    return records.contains { $0.name == name }
      ? "publish it, or load it again: mnistctl models load \(name)"
      : "publish a model as it: mnistctl models publish FILE --as \(name) --wait"
  }

  /// How a name that serves becomes the default.
  private var otherDefault: String {
    let name = records.first { $0.marks.contains(.isCurrent) }?.name ?? "NAME"
    return "name one that serves when mnistd starts: --default \(name), or MNISTD_DEFAULT=\(name) "
      + "in its settings"
  }

  private var files: [Finding] {
    records.compactMap { record in
      let name = record.title
      let publish =
        "'mnistctl verify FILE' tells what is wrong with a file; publish a sound one, or remove it"
      switch record.state {
      case .refused where record.reference == nil:
        return .fault(
          .models, "\(name).mlp is refused: \(record.reason)",
          cure: "rename it, or publish it: mnistctl models publish FILE --as NAME")
      case .refused where record.isUnmetOrder && record.marks.contains(.isPinned):
        return .fault(
          .models, "\(name) does not serve: \(record.reason)",
          cure: "publish that model again, or let the name serve its latest version: "
            + "mnistctl models pin \(record.name) --remove")
      case .refused where record.isUnmetOrder:
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
        return .note(.models, "\(name): \(record.reason)", cure: cure(ofDetached: record))
      case .serving, .loading, .unloaded: return nil
      }
    }
  }

  /// What to do about a model that serves and is not what its file holds.
  private func cure(ofDetached record: ModelRecord) -> String {
    let name = record.name
    let isPinned = record.marks.contains(.isPinned)
    let hasFile = records.contains {
      $0.name == name && $0.version == record.version && $0 != record
    }
    let keep = "to keep this model, publish it under a version of its own"
    return switch (hasFile, isPinned) {
    case (true, true):
      "let \(name) serve its file again: mnistctl models pin \(name) --remove; \(keep)"
    case (true, false):
      "move what means it, such as a label: mnistctl models label LABEL \(name)@VERSION; \(keep)"
    case (false, true):
      "publish it again, or let it go: mnistctl models pin \(name) --remove, then "
        + "mnistctl models unload \(record.title)"
    case (false, false):
      "publish it again, or let it go: mnistctl models unload \(record.title)"
    }
  }
}
