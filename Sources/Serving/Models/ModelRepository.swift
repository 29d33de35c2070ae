import Logging
import ModelFile
import Posix
import WireProtocol

/// The models of the loader's thread: files, what came of them, and what clients ordered.
///
/// A class because it is the state of one thread, and never leaves it. Its topics are scanning,
/// orders, choosing what a name serves, publishing, and freeing.
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
  /// Whether the whole directory has been looked at.
  var isComplete = false
  /// Whether something changed that INDEX shows.
  var isChanged = true
  /// Files refused since the start.
  var refusedLoads: UInt64 = 0
  /// Why files that are called like models are passed over, by their names.
  var passedOver: [String: String] = [:]
  /// Why the directory could not be looked at the last time; `nil` where it could.
  private(set) var directoryFault: String?

  init(_ configuration: ModelLoader.Configuration, board: CatalogueBoard, state: StateDirectory?) {
    self.configuration = configuration
    self.board = board
    self.state = state
  }

  /// Notes how looking at the directory went, tells the log of a fault once, and lets STATUS tell of
  /// it until it passes.
  func note(directoryFault fault: PosixError?) {
    guard fault?.description != directoryFault else { return }
    directoryFault = fault?.description
    isChanged = true
    guard let fault else { return }
    logger.log(.modelTrouble, .error, "cannot look at the models", ["reason": "\(fault)"])
  }

  /// Takes over the orders that an earlier server kept.
  func restore() {
    guard let state else {
      logger.notice("no state directory: orders are not kept over a restart")
      return
    }
    let (orders, fault) = state.load()
    self.orders = orders
    if let fault {
      logger.log(
        .modelTrouble, .error, "orders of the last server are lost", ["reason": "\(fault)"])
    }
  }

  /// Publishes what an earlier process left with the service manager.
  func publishInherited() {
    for model in configuration.inherited {
      guard let key = ModelKey(reference: model.reference) else {
        let name = model.reference.debugDescription
        logger.log(
          .modelTrouble, .warning, "an inherited model has no legal name", ["model": "\(name)"])
        continue
      }
      do throws(ModelRefusal) {
        let bytes = try InheritedModel.bytes(of: model.file)
        guard !orders[key.name].unloaded.contains(key.version) else { continue }
        let digest = ContentDigest(of: bytes)
        let resident = try loadedResident(key, digest: digest, bytes: bytes).resident
        // Of several files of one name and version the last one wins, as for files on disk.
        files[key, default: KnownFile()].resident = resident
        files[key, default: KnownFile()].condition = .loaded
        isChanged = true
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
  /// - Returns: the model, and whether it is new.
  func loadedResident(
    _ key: ModelKey, digest: ContentDigest, bytes: [UInt8]
  ) throws(ModelRefusal) -> (resident: Resident, isNew: Bool) {
    let twins = residents.filter { $0.key.name == key.name && $0.digest == digest }
    if let same = twins.first(where: { $0.key == key }) { return (same, false) }
    let loaded =
      if let twin = twins.first {
        twin.loaded
      } else {
        try LoadedModel(verifying: bytes, digest: digest, kernels: configuration.kernels)
      }
    let resident = Resident(
      key: key, loaded: loaded, loadedMilliseconds: MonotonicClock.nanoseconds / 1_000_000)
    residents.append(resident)
    return (resident, twins.isEmpty)
  }
}

extension InheritedModel {
  /// The bytes, in memory of our own.
  fileprivate static func bytes(of file: borrowing MemoryFile) throws(ModelRefusal) -> [UInt8] {
    guard file.byteCount <= FormatLimits.modelBytes else {
      throw ModelRefusal(
        text: "expected at most \(FormatLimits.modelBytes) bytes, found \(file.byteCount)")
    }
    do throws(ResourceError) {
      return try file.map().withBytes { span in
        [UInt8](capacity: span.count) { output in
          for index in span.indices { output.append(span[index]) }
        }
      }
    } catch {
      throw ModelRefusal(error)
    }
  }
}
