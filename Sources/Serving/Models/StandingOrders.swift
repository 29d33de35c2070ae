import ModelFile

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
}

/// One model of a name, as pins and labels mean it.
enum ModelTarget: Hashable, Sendable {
  /// Whatever the file of a version holds.
  case version(String)
  /// One file's bytes.
  case digest(ContentDigest)
}

/// A pin to the model that a name served before, released by a model that nobody has seen yet.
struct Rollback: Hashable, Sendable {
  /// What the name serves.
  let target: ContentDigest
  /// What it does not serve any more, and all that was loaded at the time: none of them is a reason
  /// to release the pin, not even when a restart loads them anew.
  let known: Set<ContentDigest>
}
