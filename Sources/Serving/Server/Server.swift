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
  private let sockets: ServerSockets
  private let logger: Logger
  private let notifier: ServiceNotifier
  private let tally: ConnectionTally
  private let context: ServerContext
  private let workers: [Worker]
  private let loader: ModelLoader
  private let links: Links
  /// Signalled by the control socket's DRAIN, and where the workers have ended.
  private let drainOrder: Bell
  private let workersEnded: Bell

  /// An event counter that closures share.
  private final class Bell: Sendable {
    let counter: EventCounter
    init() throws(ResourceError) { counter = try EventCounter() }
  }

  /// What the main thread's events are told apart by.
  private enum Token {
    static let signal: UInt64 = 0
    static let drain: UInt64 = 1
    static let ended: UInt64 = 2
    static let watchdog: UInt64 = 3
    static let retry: UInt64 = 4
    static let listeners: UInt64 = 16
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
          configuration, sockets, board: board, notifier: notifier, links: links, logger: logger),
        board: board)
      context = ServerContext(
        limits: configuration.limits, bootID: bootID, build: configuration.build,
        startNanoseconds: MonotonicClock.nanoseconds,
        busyPollNanoseconds: configuration.busyPollMicroseconds * 1_000, board: board,
        order: { [loader] order, reply in loader.order(order, reply: reply) },
        drain: { [drainOrder] in drainOrder.counter.signal() })
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
    _ configuration: ServerConfiguration, _ sockets: ServerSockets, board: CatalogueBoard,
    notifier: ServiceNotifier, links: Links, logger: Logger
  ) -> ModelLoader.Configuration {
    let store = Mutex(
      ModelStore(
        capacity: configuration.storedModels,
        keeping: sockets.storedModels.map(\.reference)))
    let kept = StoreBox(store)
    return ModelLoader.Configuration(
      directory: configuration.modelDirectory, stateDirectory: configuration.stateDirectory,
      defaultName: configuration.defaultName, kernels: configuration.kernels,
      inherited: sockets.storedModels, maximumModels: configuration.maximumModels,
      onChange: { summary in
        links.context.withLock { $0 }?.line.withLock { $0 = summary.line }
        var news: [ServiceNotification] = [.status(summary.line)]
        if summary.isComplete, !links.isReady.exchange(true, ordering: .relaxed) {
          news.append(.ready)
          logger.log(.ready, .notice, "ready: \(summary.line)")
        }
        notifier.tell(news)
        // Before all files were looked at, a kept model may be the only one.
        guard summary.isComplete else { return }
        notifier.forget(kept.keepOnly(Set(board.newest.models.map(\.reference))))
      },
      onLoaded: { model, bytes in
        guard notifier.isPresent, kept.capacity > 0 else { return }
        do {
          let file = try MemoryFile(named: "mnistd model", bytes: bytes.span)
          notifier.store(
            InheritedModel(reference: model.reference, file: file),
            removing: kept.add(model.reference, defaultName: configuration.defaultName))
        } catch {
          logger.log(
            .modelTrouble, .warning, "\(model.reference) is not kept over a restart: \(error)")
        }
      },
      wakeWorkers: {
        for worker in links.context.withLock({ $0 })?.workers.withLock({ $0 }) ?? [] {
          worker.wake()
        }
      },
      logger: logger)
  }

  /// The list of kept models, which the loader's thread changes; a class because a closure holds it.
  private final class StoreBox: Sendable {
    private let store: Mutex<ModelStore>
    let capacity: Int

    init(_ store: consuming Mutex<ModelStore>) {
      capacity = store.withLock { $0.capacity }
      self.store = store
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

  // MARK: - The main thread

  /// What the main thread has for itself.
  private struct MainLoop: ~Copyable {
    private let server: Server
    private let events: Epoll
    private let watchdogTimer: TimerDescriptor
    private let retryTimer: TimerDescriptor
    private var acceptor: Acceptor
    private var watchdog: Watchdog
    private var isStopping = false
    private var isOver = false

    init(_ server: Server) throws(ResourceError) {
      // Made before any of them is kept, because a value that is partly made cannot be given up.
      let events = try Epoll()
      let watchdogTimer = try TimerDescriptor()
      let retryTimer = try TimerDescriptor()
      let log = RefusalBox(server.logger)
      let context = server.context
      let acceptor = try Acceptor(server.tally) { refusal, user in
        context.refusedConnections.wrappingAdd(1, ordering: .relaxed)
        log.note(refusal, user)
      }
      let notifier = server.notifier
      watchdog = Watchdog { notifier.tell([.watchdog]) }
      self.server = server
      self.events = events
      self.watchdogTimer = watchdogTimer
      self.retryTimer = retryTimer
      self.acceptor = acceptor
    }

    mutating func run(_ signals: borrowing SignalDescriptor) throws(ResourceError) {
      try events.add(signals, token: Token.signal, for: .readable)
      try events.add(server.drainOrder.counter, token: Token.drain, for: .readable)
      try events.add(server.workersEnded.counter, token: Token.ended, for: .readable)
      try events.add(watchdogTimer, token: Token.watchdog, for: .readable)
      try events.add(retryTimer, token: Token.retry, for: .readable)
      for index in server.sockets.listeners.indices {
        try events.add(
          server.sockets.listeners[index].socket, token: Token.listeners + UInt64(index),
          for: .readable)
      }
      if let interval = server.notifier.watchdogInterval {
        try watchdogTimer.set(after: .zero, every: interval / 2)
      }
      var happened = EpollEvents(capacity: 16)
      while !isOver {
        try events.wait(into: &happened)
        for index in 0..<happened.count { try take(happened[index].token, signals) }
      }
    }

    private mutating func take(
      _ token: UInt64, _ signals: borrowing SignalDescriptor
    ) throws(ResourceError) {
      switch token {
      case Token.signal:
        while let received = try signals.take() { try obey(received.signal) }
      case Token.drain:
        _ = try server.drainOrder.counter.take()
        if !isStopping { try stop("by order") }
      case Token.ended: isOver = true
      case Token.watchdog:
        _ = try watchdogTimer.take()
        prove()
      case Token.retry:
        _ = try retryTimer.take()
        if !isStopping { try listen(for: .readable) }
      default:
        if !isStopping { try accept(Int(token - Token.listeners)) }
      }
    }

    private mutating func obey(_ signal: Signal) throws(ResourceError) {
      switch signal {
      case .hangUp:
        if isStopping { return }
        server.logger.log(.reload, .info, "SIGHUP: looking at all models")
        server.reload()
      default:
        if isStopping {
          for worker in server.workers { worker.stop() }
        } else {
          try stop("by \(signal)")
        }
      }
    }

    private mutating func stop(_ cause: String) throws(ResourceError) {
      isStopping = true
      server.logger.log(.stopping, .notice, "stopping \(cause)")
      server.notifier.tell([.stopping, .status("stopping")])
      try listen(for: [])
      try server.drain()
    }

    /// Watches the listening sockets, or lets connections wait in the kernel.
    private func listen(for readiness: Readiness) throws(ResourceError) {
      for (index, listener) in server.sockets.listeners.enumerated() {
        try events.modify(
          listener.socket, token: Token.listeners + UInt64(index), for: readiness)
      }
    }

    private mutating func accept(_ index: Int) throws(ResourceError) {
      let server = server
      let listener = server.sockets.listeners[index]
      let outcome = acceptor.accept(from: listener) { stream, user in
        server.adopt(stream, kind: listener.kind, user: user)
      }
      guard case .exhausted(let error) = outcome else { return }
      server.logger.log(.acceptFailed, .warning, "no connection can be accepted: \(error)")
      // The kernel would report the same connection at once and for ever.
      try listen(for: [])
      try retryTimer.set(after: .milliseconds(100))
    }

    private func prove() {
      let workers = server.workers
      let late = watchdog.begin(workers: workers.count) { worker, done in
        workers[worker].prove(done)
      }
      if !late.isEmpty, !isStopping {
        let names = late.sorted().map(String.init).joined(separator: ", ")
        server.logger.log(.workerSilent, .error, "no answer of worker \(names)")
      }
    }
  }

  /// The log of refusals; a class because a closure changes it.
  private final class RefusalBox: Sendable {
    private let log: Mutex<RefusalLog>
    init(_ logger: Logger) { log = Mutex(RefusalLog(logger)) }
    func note(_ refusal: Refusal, _ user: UInt32?) {
      log.withLock { $0.note(refusal, user: user) }
    }
  }

  private func adopt(_ stream: consuming UnixStream, kind: SocketKind, user: UInt32) {
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

  private func reload() {
    notifier.tell([.reloading])
    let (notifier, context) = (notifier, context)
    loader.order(.reload) { _ in
      notifier.tell([.ready, .status(context.line.withLock { $0 })])
    }
  }

  /// Lets the workers answer what was received, and rings when the last one has ended.
  private func drain() throws(ResourceError) {
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
