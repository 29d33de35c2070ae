internal import Posix
import Synchronization
internal import WireProtocol

/// What a worker's thread does, and all that it alone has.
///
/// A turn is: wait, look into the inbox and at the board, receive and parse what is there, compute,
/// send, look after those that are late. Small batches are computed together at the end of a turn's
/// reading, large ones by a tile a turn, so that nobody waits for more than a tile of each other.
///
/// A class because it is the thread's state; it never leaves its thread.
final class WorkerLoop {
  /// How much one call receives at most; also the largest frame that is kept until it is whole.
  ///
  /// Some frames more than a turn serves (limit 9): more would be copied only to wait.
  static let receiveByteCount = 65_536
  /// How many unused jobs keep their memory.
  private static let spareJobLimit = 8

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
  /// Large batches in memory files, and whose they are.
  var jobs: [(job: LargeJob, connection: Connection)] = []
  private var spareJobs: [LargeJob] = []
  /// What was computed in this turn and is not sent yet.
  var unsent: [(figures: GenerationFigures, computed: UInt64, count: UInt64)] = []
  /// Connections from which nothing more was read in this turn since a moment, because a tile of
  /// their batch was there.
  private var unread: [(connection: Connection, since: UInt64)] = []

  /// The moment of the turn on the monotonic clock, in nanoseconds.
  var now: UInt64 = 0
  /// The earliest moment at which a connection may be late; `.max` for none.
  var nextSweep: UInt64 = .max
  /// The end of draining; `nil` while nobody has asked for it.
  var drainEnd: UInt64?
  private var isStopped = false

  private var scratch = [UInt8](repeating: 0, count: WorkerLoop.receiveByteCount)

  init(_ worker: Worker, context: ServerContext, inbox: WorkerInbox, events: WorkerEvents) {
    self.worker = worker
    self.context = context
    limits = context.limits
    self.inbox = inbox
    self.events = events
    catalogue = context.board.newest
    batches = Array(repeating: nil, count: catalogue.models.count)
    defaultSlot = catalogue.defaultName.flatMap { [catalogue] in catalogue.names[$0] }
    context.board.note(catalogue.epoch, by: worker.index)
  }

  /// Serves until it is told to end.
  func run() {
    var happened = EpollEvents(capacity: 256)
    while !isStopped {
      wait(&happened)
      now = MonotonicClock.nanoseconds
      followBoard()
      for index in 0..<happened.count { take(happened[index]) }
      goOn()
      flushBatches()
      runJobs()
      forgive()
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
    if !ready.isEmpty || !jobs.isEmpty {
      timeout = 0
    } else {
      let due = min(nextSweep, drainEnd ?? .max)
      let present = due == .max ? 0 : MonotonicClock.nanoseconds
      timeout =
        due == .max ? nil : Int(clamping: (due > present ? due - present : 0) / 1_000_000 + 1)
    }
    do {
      try events.set.wait(into: &happened, timeoutMilliseconds: timeout)
    } catch {
      preconditionFailure("a worker cannot wait: \(error)")
    }
  }

  /// Takes the newest catalogue, keeps the objects of models that are in it too, and lets go of the
  /// others.
  private func followBoard() {
    guard context.board.epoch != catalogue.epoch else { return }
    let newest = context.board.newest
    let known = batches.compactMap { $0 }
    batches = newest.models.map { model in
      known.first { $0.model.generation == model.generation }
    }
    catalogue = newest
    defaultSlot = newest.defaultName.flatMap { newest.names[$0] }
    figures.retire(keeping: newest.models)
    context.board.note(newest.epoch, by: worker.index)
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
      newcomer, stream: stream, token: lastSerial << 32 | UInt64(place), limits: limits, now: now)
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

  // MARK: - Receiving

  /// Whether the client may be read from: it takes its answers, and its last frame is under way.
  func mayReceive(_ connection: Connection) -> Bool {
    connection.state == .open && UInt64(connection.output.count) <= limits.unreadAnswerBytes
  }

  /// Receives once, and serves what came.
  ///
  /// - Returns: whether bytes came.
  @discardableResult
  func receive(_ connection: Connection) -> Bool {
    // Bytes that wait are served before more are taken in.
    guard !connection.isReady, mayReceive(connection) else { return false }
    do {
      let result: TransferResult
      if let job = connection.upload, connection.input.isEmpty, job.missingTileBytes > 0 {
        result = try receiveTile(connection, job)
      } else if connection.input.isEmpty {
        result = try receiveFresh(connection)
      } else {
        result = try receiveMore(connection)
        if case .bytes = result { serveQueued(connection) }
      }
      switch result {
      case .bytes: return true
      case .wouldBlock: return false
      case .closed: endOfStream(connection)
      }
    } catch {
      refuse(connection, error)
    }
    return false
  }

  /// Ends a connection that cannot be received from.
  private func refuse(_ connection: Connection, _ error: ResourceError) {
    guard case .tooManyDescriptors = error else { return close(connection) }
    let limit = limits.descriptorsPerMessage
    end(
      connection,
      Refusal(
        .badDescriptor, text: "descriptors a message: expected at most \(limit), found more"))
  }

  /// Notes that nothing more is read from a connection in this turn.
  func pauseReading(_ connection: Connection, since moment: UInt64) {
    unread.append((connection, moment))
  }

  /// Takes what the worker has done since it stopped reading off the time of the frames that are
  /// under way: limit 12 is about slow clients, not about slow models.
  private func forgive() {
    if unread.isEmpty { return }
    let present = MonotonicClock.nanoseconds
    for (connection, since) in unread where connection.partialSince > 0 {
      connection.partialSince += present - since
    }
    unread.removeAll(keepingCapacity: true)
  }

  /// Receives pixels straight into the tile that is computed from them.
  private func receiveTile(
    _ connection: Connection, _ job: LargeJob
  ) throws(ResourceError) -> TransferResult {
    var result = TransferResult.wouldBlock
    try job.fillTile { (bytes, room) throws(ResourceError) -> Int in
      result = try receive(connection, into: &bytes, room)
      if case .bytes(let count) = result { return count }
      return 0
    }
    connection.lastActivity = now
    advance(job, of: connection)
    finishReading(connection)
    touch(connection)
    return result
  }

  /// Receives into memory that all connections share, and keeps what is not used up.
  private func receiveFresh(_ connection: Connection) throws(ResourceError) -> TransferResult {
    // Taken out of the object so that serving may use the rest of it.
    var bytes: [UInt8] = []
    swap(&bytes, &scratch)
    defer { swap(&bytes, &scratch) }
    var span = bytes.mutableSpan
    let result = try receive(connection, into: &span, 0..<span.count)
    guard case .bytes(let count) = result else { return result }
    let all = bytes.span
    let used = serve(connection, all.extracting(0..<count))
    if used < count, connection.state != .closed {
      connection.input.append(all.extracting(used..<count))
    }
    finishReading(connection)
    return result
  }

  /// Receives behind the beginning of a frame.
  private func receiveMore(_ connection: Connection) throws(ResourceError) -> TransferResult {
    var result = TransferResult.wouldBlock
    // Taken out of the object so that receiving may use the rest of it.
    var input = ByteQueue()
    swap(&input, &connection.input)
    defer { swap(&input, &connection.input) }
    try input.fill(atLeast: 512) { (bytes, room) throws(ResourceError) -> Int in
      result = try receive(connection, into: &bytes, room)
      if case .bytes(let count) = result { return count }
      return 0
    }
    return result
  }

  private func receive(
    _ connection: Connection, into bytes: inout MutableSpan<UInt8>, _ room: Range<Int>
  ) throws(ResourceError) -> TransferResult {
    // What came may have been sent by someone who has seen a model published in this very turn, by
    // another worker's answer or the loader's, and must not be answered by an earlier one.
    defer { followBoard() }
    // Without the feature descriptors are dropped by the plain call.
    return connection.features.contains(.descriptors)
      ? try connection.stream.receive(
        into: &bytes, part: room, descriptors: &connection.descriptors)
      : try connection.stream.receive(into: &bytes, part: room)
  }

  /// Serves bytes that were kept.
  func serveQueued(_ connection: Connection) {
    guard !connection.input.isEmpty, connection.state != .closed else { return }
    var input = ByteQueue()
    swap(&input, &connection.input)
    let used = input.withBytes { serve(connection, $0) }
    input.removeFirst(used)
    swap(&input, &connection.input)
    finishReading(connection)
  }

  private func endOfStream(_ connection: Connection) {
    guard connection.state == .open else { return }
    // What is half there stays so. What was asked for is still answered.
    connection.state = .finishing
    abandonUpload(connection)
    touch(connection)
  }

  // MARK: - Jobs

  /// A job to be begun, with the memory of an earlier one where there is one.
  func takeJob() -> LargeJob { spareJobs.popLast() ?? LargeJob() }

  /// Forgets the large batch whose pixels are being received; the client sends it again elsewhere.
  func abandonUpload(_ connection: Connection) {
    guard let job = connection.upload else { return }
    connection.upload = nil
    worker.requestsInFlight.subtract(1, ordering: .relaxed)
    endJob(job)
  }

  /// Ends a job, whatever has become of it.
  func endJob(_ job: LargeJob) {
    job.end()
    if spareJobs.count < WorkerLoop.spareJobLimit { spareJobs.append(job) }
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
