internal import Posix
import Synchronization
internal import WireProtocol

/// What a worker's thread does, and all that it alone has.
///
/// A turn is: wait, look into the inbox and at the board, receive and parse what is there, compute
/// and answer the small batches together, compute a tile of two large batches, send, look after
/// those that are late. So a small batch waits for no more than the tiles that are being computed
/// when it comes.
///
/// A class because it is the thread's state; it never leaves its thread.
final class WorkerLoop {
  /// How much one call receives at most; also the largest frame that is kept until it is whole.
  ///
  /// Some frames more than a turn serves (limit 9): more would be copied only to wait.
  static let receiveByteCount = 65_536

  /// For how long a turn computes large batches, unless two tiles take longer.
  static let tilesNanoseconds: UInt64 = 100_000

  let worker: Worker
  let context: ServerContext
  let limits: ServerLimits
  let inbox: WorkerInbox
  let events: WorkerEvents

  var connections: [Connection?] = []
  private var freePlaces: [Int] = []
  private var lastSerial: UInt64 = 0
  var openCount = 0

  var catalogue: ModelCatalogue
  /// By slot; `nil` where a model has not been asked yet.
  var batches: [TileBatch?] = []
  /// The slot of the default model.
  var defaultSlot: Int?
  var figures = WorkerFigures()

  /// Connections that have something to send, or are to be closed.
  var touched: [Connection] = []
  /// Connections with bytes or tiles left for the next turn, and those of this turn.
  var ready: [Connection] = []
  private var readyNow: [Connection] = []
  /// Batches with members.
  var waitingBatches: [TileBatch] = []
  /// Large batches whose next tile can be computed, and whose they are.
  var jobs: [(job: LargeJob, connection: Connection)] = []
  var spareJobs: SpareJobs
  /// What was computed in this turn and is not sent yet.
  var unsent: [(figures: GenerationFigures, computed: UInt64, count: UInt64)] = []

  /// The moment of the turn on the monotonic clock, in nanoseconds.
  var now: UInt64 = 0
  /// Until when the worker looks for the next event instead of sleeping.
  private var awakeUntil: UInt64 = 0
  /// The earliest moment at which a connection may be late; `.max` for none.
  var nextSweep: UInt64 = .max
  /// The end of draining; `nil` while nobody has asked for it.
  var drainEnd: UInt64?
  private var isStopped = false

  var scratch = [UInt8](repeating: 0, count: WorkerLoop.receiveByteCount)

  init(_ worker: Worker, context: ServerContext, inbox: WorkerInbox, events: WorkerEvents) {
    self.worker = worker
    self.context = context
    limits = context.limits
    self.inbox = inbox
    self.events = events
    catalogue = context.board.newest
    batches = Array(repeating: nil, count: catalogue.models.count)
    defaultSlot = catalogue.defaultName.flatMap { [catalogue] in catalogue.names[$0] }
    // What busy clients need, so that no list grows while they are served.
    let room = min(1_024, Int(clamping: limits.connections))
    spareJobs = SpareJobs(capacity: room, memory: context.memory)
    touched.reserveCapacity(room)
    ready.reserveCapacity(room)
    readyNow.reserveCapacity(room)
    jobs.reserveCapacity(room)
    unsent.reserveCapacity(room)
    context.board.note(catalogue.epoch, by: worker.index)
  }

  /// Serves until it is told to end.
  func run() {
    var happened = EpollEvents(capacity: 256)
    while !isStopped {
      wait(&happened)
      now = MonotonicClock.nanoseconds
      if happened.count > 0 { awakeUntil = now + context.busyPollNanoseconds }
      followBoard()
      for index in 0..<happened.count { take(happened[index]) }
      goOn()
      flushBatches()
      send()
      runJobs()
      if now >= nextSweep { sweep() }
      send()
      endDrain()
    }
    for case let connection? in connections { close(connection) }
    // What is left of models goes back to the loader, which waits for the last worker to let go.
    batches = []
    waitingBatches = []
    jobs = []
    context.board.note(.max, by: worker.index)
    for message in inbox.close() { message.decline(figures.report) }
  }

  /// Ends the loop after this turn.
  func stop() { isStopped = true }

  // MARK: - The turn

  private func wait(_ happened: inout EpollEvents) {
    let timeout: Int?
    if !ready.isEmpty || !jobs.isEmpty || now < awakeUntil {
      timeout = 0
    } else {
      let due = min(nextSweep, drainEnd ?? .max)
      timeout = due == .max ? nil : Int(clamping: (due > now ? due - now : 0) / 1_000_000 + 1)
    }
    do {
      try events.set.wait(into: &happened, timeoutMilliseconds: timeout)
    } catch {
      preconditionFailure("a worker cannot wait: \(error)")
    }
  }

  /// Takes the newest catalogue, keeps the objects of models that are in it too, and lets go of the
  /// others.
  func followBoard() {
    guard context.board.epoch != catalogue.epoch else { return }
    let newest = context.board.newest
    batches = carriedOver(to: newest)
    catalogue = newest
    defaultSlot = newest.defaultName.flatMap { newest.names[$0] }
    figures.retire(keeping: newest.models)
    context.board.note(newest.epoch, by: worker.index)
  }

  /// By slot of another catalogue, the objects of models that are in it too.
  private func carriedOver(to newest: ModelCatalogue) -> [TileBatch?] {
    let known = batches.compactMap { $0 }
    return newest.models.map { model in
      known.first { $0.model.generation == model.generation }
    }
  }

  private func take(_ event: EpollEvents.Event) {
    guard event.token != WorkerEvents.inboxToken else { return readInbox() }
    guard let connection = connection(event.token) else { return }
    if event.readiness.contains(.failed) { return close(connection) }
    if event.readiness.contains(.readable) {
      receive(connection)
    } else if event.readiness.contains(.hungUp) {
      // Nobody is left to read an answer, and what was sent has been read.
      return close(connection)
    }
    if event.readiness.contains(.writable) { touch(connection) }
  }

  /// Goes on with connections that had more than their turn.
  private func goOn() {
    swap(&ready, &readyNow)
    for connection in readyNow {
      connection.isReady = false
      guard connection.state == .open || connection.state == .finishing else { continue }
      serveQueued(connection)
      // Even without an answer it may be what was left to do.
      touch(connection)
    }
    readyNow.removeAll(keepingCapacity: true)
  }

  private func readInbox() {
    // The bell is rung once for any number of messages; a message after this is another ring.
    do { _ = try inbox.bell.take() } catch { preconditionFailure("\(error)") }
    for message in inbox.takeAll() {
      switch message {
      case .adopt(let newcomer): adopt(newcomer)
      case .collect(let report): report(figures.report)
      case .prove(let done):
        if let slot = try? catalogue.slot(for: nil) { batch(slot).prove() }
        done()
      case .answer(let debt, let status, let frame): deliver(frame, status, for: debt)
      case .drain(let end): beginDrain(until: end)
      case .stop: isStopped = true
      }
    }
  }

  // MARK: - Connections

  /// The connection that a token means; `nil` where it is closed.
  func connection(_ token: UInt64) -> Connection? {
    let place = Int(token & 0xFFFF_FFFF)
    guard place < connections.count, let connection = connections[place],
      connection.token == token
    else { return nil }
    return connection
  }

  private func adopt(_ newcomer: Newcomer) {
    guard let stream = newcomer.takeStream() else { return }
    let place = freePlaces.popLast() ?? connections.count
    if place == connections.count { connections.append(nil) }
    lastSerial += 1
    let connection = Connection(
      newcomer, stream: stream, token: lastSerial << 32 | UInt64(place), limits: limits,
      memory: context.memory, now: now)
    do {
      try events.set.add(connection.stream, token: connection.token, for: connection.interest)
    } catch {
      // Without room in the kernel for one more, the client is sent away like one too many.
      freePlaces.append(place)
      finishAdopting(newcomer)
      return
    }
    connections[place] = connection
    openCount += 1
    if limits.idleMilliseconds > 0 { sweep(after: limits.idleMilliseconds) }
    if drainEnd != nil { leave(connection, drainingGoaway) }
  }

  private func finishAdopting(_ newcomer: Newcomer) {
    worker.connectionCount.subtract(1, ordering: .relaxed)
    newcomer.onClose()
  }

  /// Closes a connection at once; what is owed to it is forgotten.
  func close(_ connection: Connection) {
    guard connection.state != .closed else { return }
    connection.state = .closed
    abandonUpload(connection)
    jobs.removeAll { entry in
      guard entry.connection === connection else { return false }
      endJob(entry.job)
      return true
    }
    worker.requestsInFlight.subtract(connection.pendingRequests, ordering: .relaxed)
    let place = Int(connection.token & 0xFFFF_FFFF)
    try? events.set.remove(connection.stream)  // closing does it as well, but for duplicates
    connections[place] = nil
    freePlaces.append(place)
    openCount -= 1
    worker.connectionCount.subtract(1, ordering: .relaxed)
    connection.onClose()
  }

  /// Notes that a connection has something to send or to end in this turn.
  func touch(_ connection: Connection) {
    guard !connection.isTouched else { return }
    connection.isTouched = true
    touched.append(connection)
  }

  /// Notes that a connection has work left that needs no event.
  func makeReady(_ connection: Connection) {
    guard !connection.isReady else { return }
    connection.isReady = true
    ready.append(connection)
  }

  // MARK: - Jobs

  /// Forgets the large batch whose pixels are being received; the client sends it again elsewhere.
  func abandonUpload(_ connection: Connection) {
    guard let job = connection.upload else { return }
    connection.upload = nil
    jobs.removeAll { $0.job === job }
    worker.requestsInFlight.subtract(1, ordering: .relaxed)
    endJob(job)
  }

  /// Ends a job, whatever has become of it.
  func endJob(_ job: LargeJob) {
    job.end()
    spareJobs.keep(job)
  }

  /// The objects for the model in a slot.
  func batch(_ slot: Int) -> TileBatch {
    if let batch = batches[slot] { return batch }
    let model = catalogue.models[slot]
    let batch = TileBatch(model, figures.figures(for: model))
    batches[slot] = batch
    return batch
  }
}
