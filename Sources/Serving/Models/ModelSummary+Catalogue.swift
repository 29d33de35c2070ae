import WireProtocol

extension ModelSummary {
  /// How many refused files the line names.
  private static let namedFiles = 8

  /// Sums up a catalogue.
  ///
  /// - Parameters:
  ///   - directoryFault: why the directory cannot be looked at; empty where it can.
  ///   - ordersFault: why orders cannot be written down; empty where they are.
  init(
    _ catalogue: ModelCatalogue, refusedLoads: UInt64, directoryFault: String = "",
    ordersFault: String = ""
  ) {
    let faulty = Self.faulty(catalogue)
    let served = catalogue.defaultName.flatMap { catalogue.names[$0] }
    let defaultModel = served.map { catalogue.models[$0].reference } ?? ""
    let serving = catalogue.entries.count { $0.generation > 0 }
    self.init(
      isComplete: catalogue.isComplete, serving: serving, refused: faulty.count,
      defaultModel: defaultModel, refusedLoads: refusedLoads,
      directoryFault: directoryFault, ordersFault: ordersFault,
      line: Self.line(catalogue, serving: serving, defaultModel: defaultModel, faulty: faulty)
        + (directoryFault.isEmpty ? "" : "; \(directoryFault)")
        + (ordersFault.isEmpty ? "" : "; orders are not kept: \(ordersFault)"))
  }

  /// The files that were refused: first those in whose place an earlier model serves, then those of
  /// the default name, each by name and version.
  private static func faulty(_ catalogue: ModelCatalogue) -> [ModelRecord] {
    func rank(_ record: ModelRecord) -> Int {
      (record.state == .stale ? 0 : 2) + (record.name == catalogue.defaultName ? 0 : 1)
    }
    return catalogue.entries.filter { $0.state == .refused || $0.state == .stale }
      .enumerated().sorted { (rank($0.element), $0.offset) < (rank($1.element), $1.offset) }
      .map(\.element)
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
    if let first = faulty.first { line += "; \(title(first)): \(first.reason)" }
    let others = faulty.dropFirst().prefix(namedFiles - 1).map(title)
    if !others.isEmpty { line += "; also " + others.joined(separator: ", ") }
    if faulty.count > namedFiles { line += " and \(faulty.count - namedFiles) more" }
    return line
  }

  private static func title(_ record: ModelRecord) -> String {
    "\(record.title) \(record.state)"
  }
}
