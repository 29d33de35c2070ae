internal import WireProtocol

/// A loaded model under the number that its answers carry.
///
/// The same model gets a new number where a rollback or a pin lets a name serve it again, so the
/// generations that a client sees under a name never decrease.
package struct ServedModel: Sendable {
  /// The number of its answers, from 1.
  package let generation: UInt32
  /// The name of its file without version.
  package let name: String
  /// The version; empty where the file name has none.
  package let version: String
  /// What computes the answers.
  package let loaded: LoadedModel

  package init(generation: UInt32, name: String, version: String, loaded: LoadedModel) {
    self.generation = generation
    self.name = name
    self.version = version
    self.loaded = loaded
  }

  /// How people and RESOLVE call it: `name` or `name@version`.
  package var reference: String { ModelReference.text(name: name, version: version) }
}
