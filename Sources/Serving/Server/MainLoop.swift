import Logging
internal import Posix
import Synchronization

/// What the main thread does, and what it has for itself: it accepts connections, hears signals and
/// orders, and asks the workers for signs of life.
struct MainLoop: ~Copyable {
  /// What its events are told apart by.
  private enum Token {
    static let signal: UInt64 = 0
    static let drain: UInt64 = 1
    static let ended: UInt64 = 2
    static let watchdog: UInt64 = 3
    static let retry: UInt64 = 4
    static let listeners: UInt64 = 16
  }

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
    let log = SharedRefusalLog(server.logger)
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
