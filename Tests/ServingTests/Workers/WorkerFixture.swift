import LinearAlgebra
import ModelFile
import NeuralNet
import Posix
import Serving
import ServingSupport
import Synchronization
import SystemPackage
import Testing
import WireProtocol

/// A worker with a catalogue made by hand, behind a listening socket.
final class WorkerFixture {
  let context: ServerContext
  let worker: Worker
  let board: CatalogueBoard
  private let directory: TemporaryDirectory
  private let listener: UnixListener
  /// The orders that clients gave.
  let orders = OrderDesk()
  /// Happens when a client lets the server drain.
  let drainOrder = Event()
  /// Who every client is.
  static let user: UInt32 = 4_711
  /// Happens with each connection that is closed.
  let closing = Event()

  init(
    _ models: [ServedModel] = [WorkerFixture.model("digits", generation: 1)],
    limits: ServerLimits = ServerLimits(), memory: MemoryBudget = MemoryBudget(),
    isComplete: Bool = true
  ) throws {
    directory = try TemporaryDirectory(named: "worker")
    listener = try UnixListener(bindingTo: UnixAddress(directory.path.appending("s")))
    board = CatalogueBoard(
      workers: 1, WorkerFixture.catalogue(epoch: 1, models, isComplete: isComplete))
    let (desk, drainOrder) = (orders, drainOrder)
    context = ServerContext(
      limits: limits, memory: memory, bootID: [UInt8](repeating: 7, count: 16), build: "test",
      startNanoseconds: MonotonicClock.nanoseconds, board: board,
      order: { desk.take($0, from: $1, $2) }, drain: { _ in drainOrder.signal() })
    worker = try Worker(index: 0, context: context)
    context.workers.withLock { $0 = [worker] }
    try worker.start()
  }

  deinit {
    worker.stop()
    worker.join()
    context.workers.withLock { $0 = [] }
  }

  /// A client whose connection the worker has, or another one.
  func connect(
    on socket: SocketKind = .data, to other: Worker? = nil, greeting: Bool = true,
    features: Features = []
  ) throws -> WireClient {
    let stream = try UnixStream(
      connectingTo: UnixAddress(directory.path.appending("s")), timeoutMilliseconds: 10_000)
    var accepted = try listener.accept()
    while accepted == nil {
      _ = try listener.wait(for: .readable, timeoutMilliseconds: 10_000)
      accepted = try listener.accept()
    }
    if let taken = accepted.take() {
      (other ?? worker).adopt(
        taken, on: socket, user: Self.user, onClose: { [closing] in closing.signal() })
    }
    let client = WireClient(stream, of: self)
    if greeting {
      let hello = HelloRequest(client: "test", features: features)
      let answer = try client.ask(.hello, hello.payload)
      #expect(answer.header.status == .ok)
    }
    return client
  }

  /// Puts up another catalogue and waits until the worker has it.
  func publish(_ models: [ServedModel], epoch: UInt64) throws {
    _ = board.publish(WorkerFixture.catalogue(epoch: epoch, models))
    worker.wake()
    proveOnce()
  }

  /// Waits until the worker has had a turn that began after the call.
  func proveOnce() {
    let done = Event()
    worker.prove { done.signal() }
    #expect(done.wait())
  }

  /// What the worker has counted, as STATS tells it.
  func statistics() throws -> ServerStatistics {
    let answer = try connect().ask(.stats)
    return try ServerStatistics(decoding: answer.payload, itemCount: answer.header.itemCount)
  }

  /// The refusals that the worker has counted, asked for without a connection.
  func refusals() throws -> RefusalCounts {
    let report = Record<WorkerReport>()
    let done = Event()
    worker.collect {
      report.append($0)
      done.signal()
    }
    #expect(done.wait())
    return try #require(report.all.first).refusals
  }

  static func catalogue(
    epoch: UInt64, _ models: [ServedModel], isComplete: Bool = true
  ) -> ModelCatalogue {
    var names: [String: Int] = [:]
    for (slot, model) in models.enumerated() { names[model.name] = slot }
    return ModelCatalogue(
      epoch: epoch, models: models, names: names, defaultName: models.first?.name,
      entries: models.map { model in
        var record = ModelRecord(name: model.name, version: model.version, state: .serving)
        record.generation = model.generation
        record.inputs = UInt32(model.loaded.classifier.inputs)
        record.classes = UInt32(model.loaded.classifier.classes)
        return record
      }, isComplete: isComplete)
  }

  /// A model of random weights: 12 x 12 pixels, 10 classes.
  static func model(
    _ name: String, generation: UInt32, seed: UInt64 = 1, widths: [Int] = [144, 24, 10]
  ) -> ServedModel {
    let network = HeInitialisation.network(widths: widths, seed: seed)
    let classifier = Classifier(network: network)
    let loaded = LoadedModel(
      classifier: classifier, input: InputLayout(rows: 12, columns: widths[0] / 12),
      labels: (0..<widths[widths.count - 1]).map(String.init), selfTest: SelfTest(),
      digest: ContentDigest(of: Array(name.utf8) + [UInt8(seed)]), fileByteCount: 1_000)
    return ServedModel(generation: generation, name: name, version: "", loaded: loaded)
  }

  /// A model that takes milliseconds for a tile.
  static func slowModel(generation: UInt32 = 1) -> ServedModel {
    model("slow", generation: generation, widths: [144, 384, 384, 10])
  }

  /// Pixels that look like digits to nobody, the same for the same seed.
  static func pixels(_ count: Int, seed: UInt64 = 3) -> [UInt8] {
    var state = seed &* 0x9E37_79B9_7F4A_7C15
    return (0..<count).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let byte = UInt8(truncatingIfNeeded: state >> 56)
      return byte < 128 ? 0 : byte
    }
  }
}

extension ServerLimits {
  /// The defaults with some changed.
  static func with(_ change: (inout ServerLimits) -> Void) -> ServerLimits {
    var limits = ServerLimits()
    change(&limits)
    return limits
  }
}
