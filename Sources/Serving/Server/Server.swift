package import Logging
package import Posix
import Synchronization
internal import WireProtocol

/// The daemon: sockets, workers, the loader, and the main thread that accepts connections and hears
/// signals.
///
/// A class because it is one thing that lives as long as the process.
package final class Server {
  private let configuration: ServerConfiguration
  let sockets: ServerSockets
  let logger: Logger
  let notifier: ServiceNotifier
  let tally: ConnectionTally
  let context: ServerContext
  let workers: [Worker]
  private let loader: ModelLoader
  private let links: Links
  /// Signalled by the control socket's DRAIN, and where the workers have ended.
  let drainOrder: Bell
  let workersEnded: Bell

  /// An event counter that closures share.
  final class Bell: Sendable {
    let counter: EventCounter
    init() throws(ResourceError) { counter = try EventCounter() }
  }

  /// Prepares a server on sockets that listen already.
  ///
  /// - Throws: ``ServerError`` where the process has no descriptor left.
  package init(
    _ configuration: ServerConfiguration, sockets: ServerSockets,
    manager: consuming ServiceManager, bootID: [UInt8], logger: Logger
  ) throws(ServerError) {
    if let objection = configuration.objection { preconditionFailure(objection) }
    self.configuration = configuration
    self.sockets = sockets
    self.logger = logger
    tally = ConnectionTally(configuration.limits)
    do {
      notifier = try ServiceNotifier(manager, logger: logger)
      drainOrder = try Bell()
      workersEnded = try Bell()
      let board = CatalogueBoard(
        workers: configuration.workers, ModelCatalogue(epoch: 1, isComplete: false))
      let links = Links()
      self.links = links
      loader = try ModelLoader(
        Server.loaderConfiguration(
          configuration, sockets, notifier: notifier, links: links, logger: logger),
        board: board)
      context = ServerContext(
        limits: configuration.limits,
        memory: MemoryBudget(byteLimit: configuration.memoryByteLimit), bootID: bootID,
        build: configuration.build, startNanoseconds: MonotonicClock.nanoseconds,
        busyPollNanoseconds: configuration.busyPollMicroseconds * 1_000, board: board,
        order: { [loader] order, user, reply in loader.order(order, by: user, reply: reply) },
        drain: { [drainOrder, logger] user in
          logger.log(
            .order, .notice, "an order was carried out",
            [LogKey.order: "drain", LogKey.peerUser: "\(user)"])
          drainOrder.counter.signal()
        })
      var workers: [Worker] = []
      for index in 0..<configuration.workers {
        workers.append(try Worker(index: index, context: context))
      }
      self.workers = workers
      context.workers.withLock { [workers] in $0 = workers }
      links.context.withLock { [context] in $0 = context }
    } catch {
      throw .resource(error)
    }
  }

  /// What the loader's callbacks reach, which is made after the loader.
  private final class Links: Sendable {
    let context = Mutex<ServerContext?>(nil)
    let isReady = Atomic<Bool>(false)
  }

  private static func loaderConfiguration(
    _ configuration: ServerConfiguration, _ sockets: ServerSockets, notifier: ServiceNotifier,
    links: Links, logger: Logger
  ) -> ModelLoader.Configuration {
    var onKeep: (@Sendable ([KeptModel]) -> Void)?
    if notifier.isPresent {
      let kept = SharedModelStore(
        ModelStore(
          capacity: configuration.storedModels, keeping: sockets.storedModels.map(\.name)))
      onKeep = { notifier.store(kept.keep($0)) }
    }
    return ModelLoader.Configuration(
      directory: configuration.modelDirectory, stateDirectory: configuration.stateDirectory,
      defaultName: configuration.defaultName, kernels: configuration.kernels,
      inherited: sockets.storedModels, maximumModels: configuration.maximumModels,
      onChange: { summary in
        links.context.withLock { $0 }?.summary.withLock { $0 = summary }
        var news: [ServiceNotification] = [.status(summary.line)]
        if summary.isComplete, !links.isReady.exchange(true, ordering: .relaxed) {
          news.append(.ready)
          logger.log(.ready, .notice, "ready: \(summary.line)")
        }
        notifier.tell(news)
      },
      onKeep: onKeep,
      wakeWorkers: {
        for worker in links.context.withLock({ $0 })?.workers.withLock({ $0 }) ?? [] {
          worker.wake()
        }
      },
      logger: logger)
  }

  /// Serves until a signal or DRAIN ends it.
  ///
  /// - Parameter signals: SIGTERM, SIGINT and SIGHUP, blocked before any thread was started.
  /// - Throws: ``ServerError`` where it cannot start.
  package func run(_ signals: borrowing SignalDescriptor) throws(ServerError) {
    do {
      for worker in workers { try worker.start() }
      logger.log(
        .started, .info, "\(configuration.build) looks at \(configuration.modelDirectory)")
      try loader.start()
    } catch {
      for worker in workers { worker.stop() }
      for worker in workers { worker.join() }
      throw .resource(error)
    }
    do {
      var main = try MainLoop(self)
      try main.run(signals)
    } catch {
      throw .resource(error)
    }
    loader.stop()
    loader.join()
    // The loader reaches the context, and both reach the workers, which would keep all of it alive.
    links.context.withLock { $0 = nil }
    context.workers.withLock { $0 = [] }
    logger.log(.stopped, .notice, "stopped")
    notifier.finish()
  }

  // MARK: - What the main thread asks for

  func adopt(_ stream: consuming UnixStream, kind: SocketKind, user: UInt32) {
    context.acceptedConnections.wrappingAdd(1, ordering: .relaxed)
    context.openConnections.wrappingAdd(1, ordering: .relaxed)
    let (context, tally) = (context, tally)
    var least = workers[0]
    for worker in workers
    where worker.connectionCount.load(ordering: .relaxed)
      < least.connectionCount.load(ordering: .relaxed)
    {
      least = worker
    }
    least.adopt(stream, on: kind, user: user) {
      context.openConnections.wrappingSubtract(1, ordering: .relaxed)
      tally.release(user)
    }
  }

  func reload() {
    notifier.tell([.reloading])
    let (notifier, context) = (notifier, context)
    loader.order(.reload) { _ in
      notifier.tell([.ready, .status(context.summary.withLock { $0.line })])
    }
  }

  /// Lets the workers answer what was received, and rings when the last one has ended.
  func drain() throws(ResourceError) {
    context.isDraining.store(true, ordering: .relaxed)
    let seconds = configuration.drainTimeout / .nanoseconds(1)
    let end = MonotonicClock.nanoseconds &+ UInt64(max(0, min(seconds, 9e18)))
    for worker in workers { worker.drain(until: end) }
    let (workers, workersEnded) = (workers, workersEnded)
    _ = try Thread(named: "farewell") {
      for worker in workers { worker.join() }
      workersEnded.counter.signal()
    }
  }
}
