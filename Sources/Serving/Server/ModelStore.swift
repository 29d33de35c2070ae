/// Which models the service manager keeps, and under which names.
///
/// The manager keeps a fixed number of files and ignores what comes after that without a word, so
/// what is to go goes first. It also ignores a file that it has, so each model brings one of its
/// own.
package struct ModelStore: Sendable {
  /// How many files the manager keeps.
  package let capacity: Int
  /// What it keeps.
  package private(set) var names: [StoredName]

  /// What the manager must be told, in this order.
  package struct Change: Sendable {
    /// Files that it shall let go.
    package var removed: [StoredName] = []
    /// Files that it shall keep.
    package var added: [(name: StoredName, sealed: SealedModel)] = []

    /// Whether there is nothing to tell.
    var isEmpty: Bool { removed.isEmpty && added.isEmpty }
  }

  /// Notes what the manager keeps at the start.
  ///
  /// - Parameters:
  ///   - capacity: `FileDescriptorStoreMax=` of the unit.
  ///   - names: what it keeps from the start before.
  package init(capacity: Int, keeping names: [StoredName] = []) {
    self.capacity = capacity
    self.names = names
  }

  /// Lets the manager keep these models and no others.
  ///
  /// - Parameter models: each once, by descending need; those beyond the capacity are done without.
  package mutating func keep(_ models: [KeptModel]) -> Change {
    let wanted = models.prefix(max(capacity, 0))
    var kept: [StoredName] = []
    var change = Change()
    var last = names.map(\.number).max() ?? 0
    // The newest of a file come last, because their numbers must be above those of others.
    for model in wanted.filter({ !$0.isNewest }) + wanted.filter(\.isNewest) {
      let others = kept.filter { $0.key == model.identity.key }
      if let name = names.first(where: { $0.means(model.identity) }),
        !model.isNewest || others.allSatisfy({ $0.number < name.number })
      {
        kept.append(name)
      } else {
        last += 1
        let name = StoredName(model.identity, number: last)
        kept.append(name)
        change.added.append((name, model.sealed))
      }
    }
    change.removed = names.filter { !kept.contains($0) }
    names = kept
    return change
  }
}
