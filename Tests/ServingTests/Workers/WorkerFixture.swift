import LinearAlgebra
import ModelFile
import NeuralNet
import Posix
import Serving
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
  /// The orders that clients gave, each answered with one record.
  let orders = OrderLog()

  init(
    _ models: [ServedModel] = [WorkerFixture.model("digits", generation: 1)],
    limits: ServerLimits = ServerLimits()
  ) throws {
    directory = try TemporaryDirectory(named: "worker")
    listener = try UnixListener(bindingTo: UnixAddress(directory.path.appending("s")))
    board = CatalogueBoard(workers: 1, WorkerFixture.catalogue(epoch: 1, models))
    let log = orders
    context = ServerContext(
      limits: limits, bootID: [UInt8](repeating: 7, count: 16), build: "test",
      startNanoseconds: MonotonicClock.nanoseconds, board: board,
      order: { order, reply in
        log.orders.withLock { $0.append(order) }
        log.onOrder.withLock { $0 }?()
        reply(.success([ModelRecord(name: "digits", state: .serving)]))
      }, drain: {})
    worker = try Worker(index: 0, context: context)
    context.workers.withLock { $0 = [worker] }
    try worker.start()
  }

  final class OrderLog: Sendable {
    let orders = Mutex<[ModelOrder]>([])
    /// Called on the worker's thread, before the order is answered.
    let onOrder = Mutex<(@Sendable () -> Void)?>(nil)
  }

  deinit {
    worker.stop()
    worker.join()
    context.workers.withLock { $0 = [] }
  }

  /// A client whose connection the worker has.
  func connect(
    on socket: SocketKind = .data, greeting: Bool = true, features: Features = [],
    onClose: @escaping @Sendable () -> Void = {}
  ) throws -> WireClient {
    let stream = try UnixStream(
      connectingTo: UnixAddress(directory.path.appending("s")), timeoutMilliseconds: 10_000)
    var accepted = try listener.accept()
    while accepted == nil {
      _ = try listener.wait(for: .readable, timeoutMilliseconds: 10_000)
      accepted = try listener.accept()
    }
    if let taken = accepted.take() {
      worker.adopt(taken, on: socket, user: 0, onClose: onClose)
    }
    let client = WireClient(stream)
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
    let done = Completion()
    worker.prove { done.finish() }
    done.wait()
  }

  static func catalogue(epoch: UInt64, _ models: [ServedModel]) -> ModelCatalogue {
    var names: [String: Int] = [:]
    for (slot, model) in models.enumerated() { names[model.name] = slot }
    return ModelCatalogue(
      epoch: epoch, models: models, names: names, defaultName: models.first?.name)
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

/// Something that happens once, in another thread.
final class Completion: Sendable {
  private let isDone = Mutex(false)
  private let bell: EventCounter

  init() {
    do { bell = try EventCounter() } catch { fatalError("\(error)") }
  }

  func finish() {
    isDone.withLock { $0 = true }
    bell.signal()
  }

  func wait() {
    while !isDone.withLock({ $0 }) {
      let came = (try? bell.wait(for: .readable, timeoutMilliseconds: 10_000)) ?? false
      #expect(came)
      if !came { return }
    }
  }
}
