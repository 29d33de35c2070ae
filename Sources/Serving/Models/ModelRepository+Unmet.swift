import ModelFile
import WireProtocol

// Orders whose models are nowhere: neither a file nor the state directory holds them.
extension ModelRepository {
  /// A record for each model that an order means and that is not there, for INDEX.
  ///
  /// A file that was refused has a record of its own, and one that was unloaded is no fault.
  var unmetOrders: [(key: ModelKey, record: ModelRecord)] {
    // Before all files were looked at, the model may still come.
    guard isComplete else { return [] }
    return orders.names.sorted { $0.key < $1.key }.flatMap { name, orders in
      orders.targets.filter { !isMet($0, of: name) }
        .map { target in unmet(target, orders, of: name) }
        .sorted { $0.record.reason < $1.record.reason }
    }
  }

  private func isMet(_ target: ModelTarget, of name: String) -> Bool {
    switch target {
    case .version(let version):
      files[ModelKey(name: name, version: version)] != nil
        || orders[name].unloaded.contains(version)
    case .digest(let digest):
      resident(name, digest) != nil || (!orders[name].unloaded.isEmpty && latest(name) == nil)
        || kept.contains { identity in
          // It is there, and unloaded.
          identity.key.name == name && identity.digest == digest
            && orders[name].unloaded.contains(identity.key.version)
        }
    }
  }

  private func unmet(
    _ target: ModelTarget, _ orders: NameOrders, of name: String
  ) -> (key: ModelKey, record: ModelRecord) {
    let key: ModelKey
    let expected: String
    switch target {
    case .version(let version):
      key = ModelKey(name: name, version: version)
      expected = "\(key.reference): expected its file"
    case .digest(let digest):
      key = ModelKey(name: name, version: "")
      expected = "\(name)#\(digest.description.prefix(12)): expected a file with these bytes"
    }
    var record = ModelRecord(name: name, version: key.version, state: .refused)
    record.labels = orders.labels.filter { $0.value == target }.keys.sorted()
    var order = "label \(record.labels.joined(separator: ", ")) on"
    if orders.tie == target {
      record.marks.insert(.isPinned)
      order = orders.rollback == nil ? "pinned to" : "rolled back to"
    }
    record.reason = "\(order) \(expected), found none\(loss(of: target, name: name))"
    return (key, record)
  }

  /// Why the bytes that were kept for an order are no help; empty where none were.
  private func loss(of target: ModelTarget, name: String) -> String {
    let losses = lost.filter { $0.key.key.name == name && $0.key.digest == target.digest }
    return losses.values.sorted().first.map { " (\($0))" } ?? ""
  }
}
