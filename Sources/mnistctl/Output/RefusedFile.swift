import WireProtocol
import Workflow

/// A model file that a daemon refused, or an order whose model is nowhere, in JSON.
struct RefusedFile: Encodable {
  let model: String
  let file: OrNull<String>
  let state: String
  let reason: String

  init(_ record: ModelRecord) {
    model = record.title
    file = OrNull(record.isUnmetOrder ? nil : "\(record.title).mlp")
    state = "\(record.state)"
    reason = record.reason
  }
}

extension ModelRecord {
  /// What is wrong with a file that was refused, or an order that cannot be met, in one line.
  var complaint: String {
    isUnmetOrder ? "\(title): \(reason)" : "\(title).mlp \(state): \(reason)"
  }
}
