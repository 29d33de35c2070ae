import WireProtocol

extension ModelSummary {
  /// Sums up a catalogue.
  init(_ catalogue: ModelCatalogue, refusedLoads: UInt64) {
    let faulty = catalogue.entries.filter { $0.state == .refused || $0.state == .stale }
    let served = catalogue.defaultName.flatMap { catalogue.names[$0] }
    let defaultModel = served.map { catalogue.models[$0].reference } ?? ""
    let serving = catalogue.entries.count { $0.generation > 0 }
    self.init(
      isComplete: catalogue.isComplete, serving: serving, refused: faulty.count,
      defaultModel: defaultModel, refusedLoads: refusedLoads,
      line: Self.line(catalogue, serving: serving, defaultModel: defaultModel, faulty: faulty))
  }

  private static func line(
    _ catalogue: ModelCatalogue, serving: Int, defaultModel: String, faulty: [ModelRecord]
  ) -> String {
    var line =
      switch serving {
      case 0: catalogue.isComplete ? "no model" : "loading models"
      case 1: "1 model"
      default: "\(serving) models"
      }
    if !defaultModel.isEmpty {
      line += ", default \(defaultModel)"
    } else if let name = catalogue.defaultName {
      line += ", default \(name) does not serve"
    } else if serving > 0 {
      line += ", no default"
    }
    // One reason is enough for a line; INDEX has them all.
    if let first = faulty.first {
      let key = ModelKey(name: first.name, version: first.version)
      line += "; \(key.reference) \(first.state): \(first.reason)"
      if faulty.count > 1 { line += "; \(faulty.count - 1) more" }
    }
    return line
  }
}
