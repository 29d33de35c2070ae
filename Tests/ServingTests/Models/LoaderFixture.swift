import LinearAlgebra
import Logging
import ModelFile
import Posix
import Synchronization
import SystemPackage
import Testing
import WireProtocol

@testable import Serving

/// Directories for loaders, which go with the object.
final class LoaderFolders: Sendable {
  private let root: TemporaryDirectory
  let models: FilePath
  let state: FilePath

  init() throws {
    root = try TemporaryDirectory(named: "mnistkit.loader")
    models = root.path.appending("models")
    state = root.path.appending("state")
    try Directory.create(models)
    try Directory.create(state)
  }

  /// Publishes a file, as `mnistctl` does: by renaming.
  func put(_ bytes: [UInt8], _ name: String) throws {
    try AtomicFile.replace(models.appending(name), with: bytes, syncing: false)
  }

  func remove(_ name: String) throws { try RegularFile.remove(models.appending(name)) }
}

/// A running loader, and what it told.
final class LoaderFixture: Sendable {
  let folders: LoaderFolders
  let board: CatalogueBoard
  let loader: ModelLoader
  let log: RecordedLog
  /// What the service manager would keep, and its names for it.
  let store: StoreRecord
  private let changes: AsyncStream<ModelSummary>

  /// Makes a loader; it runs once ``start()`` was called.
  init(
    _ folders: LoaderFolders, workers: Int = 0, keepsOrders: Bool = true,
    _ change: (inout ModelLoader.Configuration) -> Void = { _ in }
  ) throws {
    let (changes, continuation) = AsyncStream.makeStream(of: ModelSummary.self)
    let log = RecordedLog()
    let store = StoreRecord()
    var configuration = ModelLoader.Configuration(
      directory: folders.models, stateDirectory: keepsOrders ? folders.state : nil,
      kernels: .scalar, quietMilliseconds: 5, quietLimitMilliseconds: 50, retryMilliseconds: 20,
      onChange: { continuation.yield($0) },
      onKeep: { store.keep($0) },
      logger: log.logger)
    change(&configuration)
    store.begin(with: configuration.inherited)
    self.folders = folders
    self.log = log
    self.store = store
    self.changes = changes
    board = CatalogueBoard(workers: workers, ModelCatalogue(epoch: 1, isComplete: false))
    loader = try ModelLoader(configuration, board: board)
  }

  deinit { stop() }

  /// The models that came from files, with their generations, in the order of loading.
  var loaded: [String] {
    log.all.filter { $0.contains("a model was loaded") }.map { line in
      let words = line.split(separator: " ")
      func value(_ key: String) -> Substring? {
        words.first { $0.hasPrefix("\(key)=") }?.dropFirst(key.count + 1)
      }
      return "\(value("model") ?? "?") \(value("generation") ?? "?")"
    }
  }

  /// Starts the loader and waits until it has looked at the directory.
  func start() async throws {
    try loader.start()
    try await until { $0.isComplete }
  }

  func stop() {
    loader.stop()
    loader.join()
  }

  /// Waits for a catalogue.
  @discardableResult
  func until(_ condition: (ModelCatalogue) -> Bool) async throws -> ModelCatalogue {
    let newest = board.newest
    if condition(newest) { return newest }
    for await _ in changes {
      let newest = board.newest
      if condition(newest) { return newest }
    }
    // Only the time limit of the test ends the stream.
    throw CancellationError()
  }

  /// Gives an order and waits for what comes of it.
  @discardableResult
  func order(_ order: ModelOrder, by user: UInt32? = nil) async -> ModelOrder.Outcome {
    await withCheckedContinuation { continuation in
      loader.order(order, by: user) { continuation.resume(returning: $0) }
    }
  }

  /// The records that an order is answered with.
  @discardableResult
  func records(_ order: ModelOrder) async throws -> [ModelRecord] {
    try await self.order(order).get()
  }

  /// The refusal of an order.
  func refusal(_ order: ModelOrder) async -> Refusal? {
    if case .failure(let refusal) = await self.order(order) { return refusal }
    return nil
  }

  /// Publishes a file and waits for what comes of it.
  @discardableResult
  func put(_ bytes: [UInt8], _ name: String) async throws -> [ModelRecord] {
    try folders.put(bytes, name)
    return try await records(.reload)
  }

  /// The model that a reference stands for.
  func model(_ reference: String?) throws -> ServedModel {
    let catalogue = board.newest
    return catalogue.models[try catalogue.slot(for: try reference.map { try ModelReference($0) })]
  }

  /// The digest of the model that a reference stands for, `nil` where it is refused.
  func digest(_ reference: String?) -> ContentDigest? { try? model(reference).loaded.digest }
}

/// What a service manager with eight places keeps for a loader.
final class StoreRecord: Sendable {
  private struct State {
    var store = ModelStore(capacity: 8)
    var files: [StoredName: SealedModel] = [:]
  }

  private let state = Mutex(State())

  func begin(with models: [InheritedModel]) {
    state.withLock { state in
      state.store = ModelStore(capacity: 8, keeping: models.map(\.name))
      state.files = Dictionary(uniqueKeysWithValues: models.map { ($0.name, $0.sealed) })
    }
  }

  func keep(_ models: [KeptModel]) {
    state.withLock { state in
      let change = state.store.keep(models)
      for name in change.removed { state.files[name] = nil }
      for (name, sealed) in change.added { state.files[name] = sealed }
    }
  }

  /// What the next process is given, in no order that means anything.
  var inherited: [InheritedModel] {
    state.withLock { state in
      state.files.sorted { $0.key.text > $1.key.text }
        .map { InheritedModel(name: $0.key, sealed: $0.value) }
    }
  }
}

/// Things that another thread told.
final class Record<Element: Sendable>: Sendable {
  private let held = Mutex<[Element]>([])

  var all: [Element] { held.withLock { $0 } }

  func append(_ element: Element) { held.withLock { $0.append(element) } }
}

/// A log that tests can read: level, message and metadata of each line.
final class RecordedLog: Sendable {
  private let lines = Record<String>()

  var all: [String] { lines.all }

  var logger: Logger { Logger(label: "loader") { _ in Handler(lines: self.lines) } }

  private struct Handler: LogHandler {
    let lines: Record<String>
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.trace

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
      let words = (event.metadata ?? [:]).map { "\($0.key)=\($0.value)" }.sorted()
      lines.append(
        ([event.level.rawValue, event.message.description] + words).joined(separator: " "))
    }
  }
}

extension ModelRecord {
  /// The model, its state and its generation in one word each.
  var summary: String { "\(name)@\(version) \(state) \(generation)" }
}
