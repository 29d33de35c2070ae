import WireProtocol

/// A model file that a daemon refused, in JSON.
struct RefusedFile: Encodable {
  let file: String
  let state: String
  let reason: String

  init(_ record: ModelRecord) {
    file = "\(record.title).mlp"
    state = "\(record.state)"
    reason = record.reason
  }
}
