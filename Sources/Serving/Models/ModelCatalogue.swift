internal import ModelFile
package import WireProtocol

/// All models that serve at one moment, and what each name stands for: an immutable snapshot.
///
/// A class because workers hold on to it: the loader frees an earlier one, and models that only it
/// has, when no worker is left that does.
package final class ModelCatalogue: Sendable {
  /// The number of the snapshot, from 1; later ones have greater numbers.
  package let epoch: UInt64
  /// The models; their places are the *slots* that references resolve to.
  package let models: [ServedModel]
  /// The slot that each name serves.
  package let names: [String: Int]
  /// The slot that each label of a name is on.
  package let labels: [String: [String: Int]]
  /// What orders let a name, or `name:label`, stand for, whether it serves or not.
  let targets: [String: ModelTarget]
  /// The name that requests without a reference mean; `nil` where there is none.
  package let defaultName: String?
  /// The models that the server knows, by ascending name and version, for INDEX;
  /// `loadedMilliseconds` holds the moment of loading on the monotonic clock instead.
  package let entries: [ModelRecord]
  /// Whether the directory has been looked at, so that what is not here does not exist.
  package let isComplete: Bool

  package init(
    epoch: UInt64, models: [ServedModel] = [], names: [String: Int] = [:],
    labels: [String: [String: Int]] = [:], targets: [String: ModelTarget] = [:],
    defaultName: String? = nil, entries: [ModelRecord] = [], isComplete: Bool = true
  ) {
    self.epoch = epoch
    self.models = models
    self.names = names
    self.labels = labels
    self.targets = targets
    self.defaultName = defaultName
    self.entries = entries
    self.isComplete = isComplete
  }

  /// The slot that a reference stands for; `nil` means the default model.
  ///
  /// - Throws: the refusal: `noModel`, or `notReady` where the model is still being loaded.
  package func slot(for reference: ModelReference?) throws(Refusal) -> Int {
    guard let name = reference?.name ?? defaultName else { throw missingDefault }
    let slot: Int?
    switch reference?.selector ?? .current {
    case .current: slot = names[name]
    case .version(let version):
      slot = models.firstIndex { $0.name == name && $0.version == version }
    case .label(let label): slot = labels[name]?[label]
    case .digest(let prefix):
      let fitting = models.indices.filter {
        models[$0].name == name && models[$0].loaded.digest.description.hasPrefix(prefix)
      }
      // Two files with the same bytes are one model.
      let digests = Set(fitting.map { models[$0].loaded.digest })
      if digests.count > 1 {
        throw Refusal(
          .noModel, text: "\(name)#\(prefix): expected one model, found \(digests.count)")
      }
      slot = fitting.first
    }
    if let slot { return slot }
    throw missing(reference, name: name)
  }

  /// The records of INDEX at a moment of the monotonic clock.
  package func records(atMilliseconds now: UInt64, named name: String? = nil) -> [ModelRecord] {
    entries.filter { name == nil || $0.name == name }.map { entry in
      var record = entry
      if record.generation > 0 { record.loadedMilliseconds = now &- entry.loadedMilliseconds }
      return record
    }
  }

  private var missingDefault: Refusal {
    guard isComplete else { return loading("the default model") }
    let found =
      models.isEmpty
      ? "no model" : names.isEmpty ? "no name that serves" : "\(names.count) names and no default"
    return Refusal(.noModel, text: "the default model: expected one, found \(found)")
  }
}
