/// Which models the service manager keeps, and which one gives way to a new one.
///
/// The manager keeps a fixed number of files, and ignores what comes after that without a word.
package struct ModelStore {
  /// How many files the manager keeps.
  package let capacity: Int
  /// What it keeps, oldest first.
  package private(set) var references: [String]

  /// Notes what the manager keeps at the start.
  ///
  /// - Parameters:
  ///   - capacity: `FileDescriptorStoreMax=` of the unit.
  ///   - references: what it keeps from the start before.
  package init(capacity: Int, keeping references: [String] = []) {
    self.capacity = capacity
    self.references = references
  }

  /// Notes that a model will be stored.
  ///
  /// - Parameter isDefault: which of the others must not give way.
  /// - Returns: the models whose files must be removed first, its own earlier one among them.
  package mutating func add(_ reference: String, isDefault: (String) -> Bool) -> [String] {
    var removed: [String] = []
    if let index = references.firstIndex(of: reference) {
      removed.append(references.remove(at: index))
    }
    while references.count >= max(capacity, 1) {
      let index = references.firstIndex { !isDefault($0) } ?? 0
      removed.append(references.remove(at: index))
    }
    references.append(reference)
    return removed
  }

  /// Notes that models serve no more.
  ///
  /// - Returns: those whose files must be removed.
  package mutating func keepOnly(_ served: Set<String>) -> [String] {
    let removed = references.filter { !served.contains($0) }
    references.removeAll { !served.contains($0) }
    return removed
  }
}
