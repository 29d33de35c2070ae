/// A model's bytes that an earlier process of the server left with the service manager.
package struct InheritedModel: Sendable {
  /// What it was stored as.
  package let name: StoredName
  /// The bytes of its file.
  let sealed: SealedModel

  package init(name: StoredName, sealed: SealedModel) {
    self.name = name
    self.sealed = sealed
  }
}
