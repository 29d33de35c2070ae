import Synchronization

/// The list of kept models, which the loader's thread changes; a class because a closure holds it.
final class SharedModelStore: Sendable {
  private let store: Mutex<ModelStore>

  init(_ store: ModelStore) { self.store = Mutex(store) }

  func keep(_ models: [KeptModel]) -> ModelStore.Change { store.withLock { $0.keep(models) } }
}
