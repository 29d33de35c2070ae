/// A loaded model as the service manager may be given it.
package struct KeptModel: Sendable {
  /// Its bytes and what they are called.
  let identity: ModelIdentity
  /// Whether it is the last model that came from its file, and not one that was replaced.
  let isNewest: Bool
  /// The bytes.
  let sealed: SealedModel

  init(identity: ModelIdentity, isNewest: Bool, sealed: SealedModel) {
    self.identity = identity
    self.isNewest = isNewest
    self.sealed = sealed
  }
}
