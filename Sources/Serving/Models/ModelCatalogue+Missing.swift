internal import WireProtocol

// Why a reference stands for no model: the fault of the file that it would mean, or what there is
// none of.
extension ModelCatalogue {
  /// The refusal of a reference that stands for no model; `nil` means the name alone.
  func missing(_ reference: ModelReference?, name: String) -> Refusal {
    let text = reference?.description ?? name
    let selector = reference?.selector ?? .current
    let target = targets[text]
    let known = entries.filter { $0.name == name }
    let meant = known.filter { record in
      switch (selector, target) {
      case (.version(let version), _), (_, .version(let version)): record.version == version
      case (.label(let label), .digest): record.labels.contains(label)
      case (_, .digest): record.marks.contains(.isPinned)
      // With labels it is no file's record, but that of an order whose model is nowhere.
      case (.current, nil): record.labels.isEmpty
      // A file that is not read yet may have any digest.
      case (.digest, nil): record.state == .loading
      case (.label, nil): false
      }
    }
    if !isComplete || meant.contains(where: { $0.state == .loading }) { return loading(text) }
    let found =
      // The latest version of a name comes last.
      if let refused = meant.last(where: { $0.generation == 0 && !$0.reason.isEmpty }) {
        refused.reason
      } else if target != nil || meant.contains(where: { $0.state == .unloaded }) {
        // What an order means and is nowhere would have a reason.
        "one that is unloaded"
      } else if known.isEmpty, !models.contains(where: { $0.name == name }) {
        ModelReference.Selector.current.absence
      } else {
        selector.absence
      }
    return Refusal(.noModel, text: "\(text): expected a model that serves, found \(found)")
  }

  /// The refusal of a model that may yet come.
  func loading(_ reference: String) -> Refusal {
    Refusal(
      .notReady, retryMicroseconds: 10_000,
      text: "\(reference): expected a model that serves, found one that is being loaded")
  }
}

extension ModelReference.Selector {
  /// What there is none of where nothing fits.
  var absence: String {
    switch self {
    case .current: "none of that name"
    case .version: "none of that version"
    case .label: "none of that label"
    case .digest: "none of that digest"
    }
  }
}
