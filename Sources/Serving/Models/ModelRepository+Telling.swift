import Logging
import WireProtocol

// What the log is told of.
extension ModelRepository {
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
