import Presentation
import WireProtocol

/// A model of a daemon in JSON.
struct ModelReport: Encodable {
  let name: String
  let version: OrNull<String>
  let state: String
  let generation: OrNull<UInt32>
  let current: Bool
  let isDefault: Bool
  let pinned: Bool
  let labels: [String]
  let inputs: OrNull<UInt32>
  let classes: OrNull<UInt32>
  let fileBytes: UInt64
  let sha256: OrNull<String>
  let loadedSeconds: OrNull<Double>
  let reason: OrNull<String>

  private enum CodingKeys: String, CodingKey {
    case name, version, state, generation, current
    case isDefault = "default"
    case pinned, labels, inputs, classes, fileBytes, sha256, loadedSeconds, reason
  }

  init(_ record: ModelRecord) {
    name = record.name
    version = OrNull(record.version.isEmpty ? nil : record.version)
    state = "\(record.state)"
    generation = OrNull(record.isLoaded ? record.generation : nil)
    current = record.marks.contains(.isCurrent)
    isDefault = record.marks.contains(.isDefault)
    pinned = record.marks.contains(.isPinned)
    labels = record.labels
    inputs = OrNull(record.inputs == 0 ? nil : record.inputs)
    classes = OrNull(record.classes == 0 ? nil : record.classes)
    fileBytes = record.fileByteCount
    sha256 = OrNull(record.isLoaded ? DigestText.hexadecimal(record.digest) : nil)
    loadedSeconds = OrNull(record.isLoaded ? Double(record.loadedMilliseconds) / 1_000 : nil)
    reason = OrNull(record.reason.isEmpty ? nil : record.reason)
  }
}

/// The object of every command that lists models.
struct ModelsReport: Encodable {
  let models: [ModelReport]

  init(_ records: [ModelRecord]) {
    models = records.map(ModelReport.init)
  }
}
