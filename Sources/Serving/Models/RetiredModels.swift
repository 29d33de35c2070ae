import Posix

/// Catalogues and models that serve no more, until no worker can be using them.
///
/// Whoever drops the last reference pays for freeing, so it is the loader's thread that does: an
/// object goes when every worker has noted a later catalogue and nobody else holds it, such as a
/// worker in the middle of a large batch.
struct RetiredModels {
  private struct Entry<Object: AnyObject> {
    var object: Object
    /// The first catalogue that does without it.
    let successor: UInt64
  }

  private var catalogues: [Entry<ModelCatalogue>] = []
  private var models: [Entry<LoadedModel>] = []
  private var delayMilliseconds = shortestDelay
  private var nextTry: UInt64 = 0

  private static let shortestDelay = 5
  private static let longestDelay = 1000

  /// Keeps a catalogue that was taken down.
  mutating func add(_ catalogue: ModelCatalogue) {
    catalogues.append(Entry(object: catalogue, successor: catalogue.epoch + 1))
    hurry()
  }

  /// Keeps a model that is in no catalogue from `epoch` on.
  mutating func add(_ model: LoadedModel, epoch: UInt64) {
    // Twice the same would keep each other alive.
    guard !models.contains(where: { $0.object === model }) else { return }
    models.append(Entry(object: model, successor: epoch))
    hurry()
  }

  /// Frees what nobody uses.
  ///
  /// - Parameter oldestSeen: the oldest catalogue that a worker may still use.
  mutating func free(oldestSeen: UInt64) {
    guard !isEmpty else { return }
    // Catalogues first, because they hold models.
    Self.free(&catalogues, oldestSeen)
    Self.free(&models, oldestSeen)
    let now = MonotonicClock.nanoseconds
    guard !isEmpty, now >= nextTry else { return }
    nextTry = now + UInt64(delayMilliseconds) * 1_000_000
    delayMilliseconds = min(2 * delayMilliseconds, Self.longestDelay)
  }

  /// How long until it is worth trying again, rounded up; `nil` where nothing is kept.
  var millisecondsUntilTry: Int? {
    guard !isEmpty else { return nil }
    let now = MonotonicClock.nanoseconds
    return nextTry <= now ? 0 : Int((nextTry - now + 999_999) / 1_000_000)
  }

  private var isEmpty: Bool { catalogues.isEmpty && models.isEmpty }

  private mutating func hurry() {
    delayMilliseconds = Self.shortestDelay
    nextTry = 0
  }

  private static func free<Object>(_ entries: inout [Entry<Object>], _ oldestSeen: UInt64) {
    for index in entries.indices.reversed()
    where entries[index].successor <= oldestSeen
      && isKnownUniquelyReferenced(&entries[index].object)
    {
      entries.remove(at: index)
    }
  }
}

extension ModelRepository {
  /// Frees what no worker uses any more.
  func freeRetired() { retired.free(oldestSeen: board.oldestSeen) }

  /// How long until it is worth trying again; `nil` where nothing waits to be freed.
  var millisecondsUntilFreeing: Int? { retired.millisecondsUntilTry }
}
