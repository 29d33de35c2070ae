import Logging
import WireProtocol

// What the log is told of changes, so that it answers what served at a moment, and why.
extension ModelRepository {
  /// Tells of each name that serves another model than before.
  func tellChanges(from before: ModelCatalogue, to after: ModelCatalogue) {
    for name in Set(before.names.keys).union(after.names.keys).sorted() {
      let served = after.names[name].map { after.models[$0] }
      let generation = before.names[name].map { before.models[$0].generation }
      guard served?.generation != generation else { continue }
      guard let served else {
        logger.log(
          .modelServes, .warning, "a name serves no model any more",
          [LogKey.name: "\(name)", LogKey.cause: "\(cause(of: name) ?? "it was unloaded")"])
        continue
      }
      logger.log(
        .modelServes, .notice, "a name serves another model",
        [
          LogKey.name: "\(name)", LogKey.model: "\(served.reference)",
          LogKey.generation: "\(served.generation)", LogKey.sha256: "\(served.loaded.digest)",
          LogKey.cause: "\(cause(of: name) ?? "it is the latest version")",
        ])
    }
  }

  /// The order that decides what a name serves; `nil` where the files do.
  private func cause(of name: String) -> String? {
    let orders = orders[name]
    if orders.rollback != nil { return "it was rolled back" }
    return orders.pin == nil ? nil : "it is pinned"
  }

  /// Tells of an order of a client.
  func tell(_ order: ModelOrder, by user: UInt32, _ outcome: ModelOrder.Outcome) {
    var metadata: Logger.Metadata = [LogKey.order: "\(order)", LogKey.peerUser: "\(user)"]
    let kind: ServerEvent = order == .reload ? .reload : .order
    switch outcome {
    case .success: logger.log(kind, .notice, "an order was carried out", metadata)
    case .failure(let refusal):
      metadata[LogKey.reason] = .string(refusal.text)
      logger.log(kind, .warning, "an order was refused", metadata)
    }
  }

  /// Tells once of each order whose model is nowhere.
  func tellUnmetOrders(_ records: [ModelRecord]) {
    for record in records where toldUnmet.insert(record).inserted {
      let key = ModelKey(name: record.name, version: record.version)
      logger.log(
        .modelTrouble, .error, "an order cannot be met",
        [LogKey.model: "\(key.reference)", LogKey.reason: "\(record.reason)"])
    }
    toldUnmet.formIntersection(records)
  }
}
