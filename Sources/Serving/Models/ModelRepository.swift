import Logging
import ModelFile
import Posix
import WireProtocol

/// The models of the loader's thread: files, what came of them, and what clients ordered.
///
/// A class because it is the state of one thread, and never leaves it. Its topics are scanning,
/// orders, choosing what a name serves, publishing, keeping what must outlive it, and freeing.
final class ModelRepository {
  let configuration: ModelLoader.Configuration
  let board: CatalogueBoard
  let state: StateDirectory?
  var logger: Logger { configuration.logger }

  /// What clients ordered.
  var orders = StandingOrders()
  /// The files that were found, and those whose models serve on without them.
  var files: [ModelKey: KnownFile] = [:]
  /// What each name serves.
  var names: [String: NameState] = [:]
  /// All models that are loaded and not retired.
  var residents: [Resident] = []
  /// Models and catalogues that workers may still use.
  var retired = RetiredModels()

  /// The last generation that was given.
  var generation: UInt32 = 0
  /// Whether it is known which files there are, as far as the directory tells.
  var isListed = false
  /// Whether the whole directory has been looked at.
  var isComplete = false
  /// Whether something changed that INDEX shows.
  var isChanged = true
  /// Files refused since the start.
  var refusedLoads: UInt64 = 0
  /// Why files that are called like models are passed over, by their names.
  var passedOver: [String: String] = [:]
  /// Why the directory could not be looked at the last time.
  private(set) var directoryFault = LastingFault("cannot look at the models")
  /// The orders that a restart would find; others than ``orders`` while they cannot be written.
  private var saved = StandingOrders()
  /// Why they, or the bytes that they mean, cannot be written.
  private(set) var ordersFault = LastingFault("orders are not kept")
  /// Orders without a model that the log has been told of.
  var toldUnmet: Set<ModelRecord> = []
  /// The models whose bytes are in the state directory.
  var kept: Set<ModelIdentity> = []
  /// Why models cannot be read whose bytes should be in the state directory.
  var lost: [ModelIdentity: String] = [:]

  init(_ configuration: ModelLoader.Configuration, board: CatalogueBoard, state: StateDirectory?) {
    self.configuration = configuration
    self.board = board
    self.state = state
  }

  /// Notes how looking at the directory went.
  func note(directoryFault fault: PosixError?) {
    if directoryFault.note(fault?.description, in: logger) { isChanged = true }
  }

  /// Notes whether orders are kept.
  func note(ordersFault fault: String?) {
    if ordersFault.note(fault, in: logger) { isChanged = true }
  }

  /// Whether something is wrong with the directories that may pass without news of files.
  var hasFault: Bool { directoryFault.reason != nil || ordersFault.reason != nil }

  /// Writes orders down, so that a restart finds them.
  func save(_ orders: StandingOrders) throws(PosixError) {
    guard orders != saved else { return }
    try state?.save(orders, insteadOf: saved)
    saved = orders
  }

  /// Whether orders mean these very bytes, be it now or after a restart.
  func need(_ identity: ModelIdentity) -> Bool {
    [orders, saved].contains { $0[identity.key.name].digests.contains(identity.digest) }
  }

  /// Takes over the orders that an earlier server kept, and the models that they mean.
  func restore() {
    guard let state else {
      logger.notice("no state directory: orders are not kept over a restart")
      return
    }
    let (orders, fault) = state.load()
    self.orders = orders
    saved = orders
    if let fault {
      logger.log(
        .modelTrouble, .error, "orders of the last server are lost", ["reason": "\(fault)"])
    }
    loadKept()
  }

  /// Publishes what an earlier process left with the service manager.
  ///
  /// Of several models of one file the last one is what it held, and those before are there to go
  /// back to, as if there had been no restart.
  func publishInherited() {
    for model in configuration.inherited.sorted(by: { $0.name.number < $1.name.number }) {
      let key = model.name.key
      guard !orders[key.name].unloaded.contains(key.version) else { continue }
      do throws(ModelRefusal) {
        let bytes = try model.sealed.bytes()
        let digest = ContentDigest(of: bytes)
        files[key, default: KnownFile()].resident = try loadedResident(
          key, digest: digest, bytes: bytes, sealed: model.sealed)
        files[key, default: KnownFile()].condition = .loaded
        isChanged = true
        chooseCurrent()
      } catch {
        logger.log(
          .modelTrouble, .warning, "an inherited model was refused",
          ["model": "\(key.reference)", "reason": "\(error)"])
      }
    }
    publishIfChanged()
  }

  /// The model of some bytes: the one that is loaded already, or one that is loaded now.
  ///
  /// - Parameter sealed: the bytes where they are sealed already.
  func loadedResident(
    _ key: ModelKey, digest: ContentDigest, bytes: [UInt8], sealed: SealedModel? = nil
  ) throws(ModelRefusal) -> Resident {
    let twins = residents.filter { $0.key.name == key.name && $0.digest == digest }
    if let same = twins.first(where: { $0.key == key }) { return same }
    let loaded =
      if let twin = twins.first {
        twin.loaded
      } else {
        try LoadedModel(verifying: bytes, digest: digest, kernels: configuration.kernels)
      }
    // A copy as large as the file is for the service manager, and for orders that are kept.
    var own = sealed
    if own == nil, configuration.onKeep != nil || state != nil {
      own = try SealedModel(copying: bytes)
    }
    let resident = Resident(
      key: key, loaded: loaded, sealed: own,
      loadedMilliseconds: MonotonicClock.nanoseconds / 1_000_000)
    residents.append(resident)
    return resident
  }
}
