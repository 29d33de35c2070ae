import Synchronization

/// Where the loader puts up the newest catalogue and each worker notes which one it uses.
///
/// A worker compares ``epoch`` once a turn, which costs one load; only when it has changed does it
/// take the lock of ``newest``. See `formats/wire-protocol.md`, section 1: one answer is one
/// model's, because a worker changes its catalogue between turns only.
package final class CatalogueBoard: Sendable {
  private let held: Mutex<ModelCatalogue>
  private let number: Atomic<UInt64>
  private let seen: [Seen]

  /// A worker's note in a cache line of its own.
  private final class Seen: Sendable {
    let epoch = Atomic<UInt64>(0)
    private let padding = InlineArray<7, UInt64>(repeating: 0)
  }

  /// Puts up the first catalogue.
  package init(workers: Int, _ catalogue: ModelCatalogue) {
    held = Mutex(catalogue)
    number = Atomic(catalogue.epoch)
    seen = (0..<workers).map { _ in Seen() }
  }

  /// The number of the newest catalogue.
  package var epoch: UInt64 { number.load(ordering: .acquiring) }

  /// The newest catalogue.
  package var newest: ModelCatalogue { held.withLock { $0 } }

  /// Puts up a catalogue; whoever calls wakes the workers afterwards.
  ///
  /// - Returns: the one before, which the caller keeps until ``oldestSeen`` has passed it.
  /// - Precondition: its epoch is greater than the one before.
  package func publish(_ catalogue: ModelCatalogue) -> ModelCatalogue {
    let before = held.withLock { held in
      let before = held
      held = catalogue
      return before
    }
    precondition(
      catalogue.epoch > before.epoch, "epoch \(catalogue.epoch) after \(before.epoch)")
    number.store(catalogue.epoch, ordering: .releasing)
    return before
  }

  /// Notes that a worker has let go of every catalogue before this one.
  package func note(_ epoch: UInt64, by worker: Int) {
    seen[worker].epoch.store(epoch, ordering: .releasing)
  }

  /// The oldest catalogue that a worker may still use.
  package var oldestSeen: UInt64 {
    seen.map { $0.epoch.load(ordering: .acquiring) }.min() ?? .max
  }
}
