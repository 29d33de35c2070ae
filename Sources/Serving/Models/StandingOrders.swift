package import ModelFile

/// What clients of the control socket have ordered and what a restart must not forget.
struct StandingOrders: Hashable, Sendable {
  /// The orders about each name; names without any are absent.
  private(set) var names: [String: NameOrders] = [:]

  /// The orders about a name.
  subscript(name: String) -> NameOrders {
    get { names[name] ?? NameOrders() }
    set { names[name] = newValue == NameOrders() ? nil : newValue }
  }
}

/// The standing orders about one name.
struct NameOrders: Hashable, Sendable {
  /// The model that the name serves, where it is pinned.
  var pin: ModelTarget?
  /// The rollback that holds; there is no pin then.
  var rollback: Rollback?
  /// The model that each label is on.
  var labels: [String: ModelTarget] = [:]
  /// The versions that do not serve.
  var unloaded: Set<String> = []

  /// The model that the name serves, whatever the files hold.
  var tie: ModelTarget? { rollback.map { ModelTarget.digest($0.target) } ?? pin }
  /// All models that orders mean.
  var targets: Set<ModelTarget> { Set([tie].compactMap(\.self) + labels.values) }
  /// The bytes that must be there, whatever the files hold.
  var digests: Set<ContentDigest> {
    Set(targets.compactMap(\.digest))
  }
}

/// One model of a name, as pins and labels mean it.
package enum ModelTarget: Hashable, Sendable {
  /// Whatever the file of a version holds.
  case version(String)
  /// One file's bytes.
  case digest(ContentDigest)

  /// The digest, where it is bytes that are meant.
  var digest: ContentDigest? {
    if case .digest(let digest) = self { digest } else { nil }
  }
}

/// A pin to the model that a name served before, released by a model that nobody has seen yet.
struct Rollback: Hashable, Sendable {
  /// What the name serves.
  let target: ContentDigest
  /// What it does not serve any more, and all that was loaded at the time: none of them is a reason
  /// to release the pin, not even when a restart loads them anew.
  let known: Set<ContentDigest>
}
