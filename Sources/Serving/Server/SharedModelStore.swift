import Synchronization

/// The list of kept models, which the loader's thread changes; a class because a closure holds it.
final class SharedModelStore: Sendable {
  private let store: Mutex<ModelStore>
  let capacity: Int

  init(_ store: ModelStore) {
    capacity = store.capacity
    self.store = Mutex(store)
  }

  func add(_ reference: String, defaultName: String?) -> [String] {
    store.withLock { store in
      store.add(reference) { name in
        defaultName.map { name == $0 || name.hasPrefix($0 + "@") } ?? false
      }
    }
  }

  func keepOnly(_ served: Set<String>) -> [String] {
    store.withLock { $0.keepOnly(served) }
  }
}
