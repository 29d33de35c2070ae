internal import Posix
internal import ServingClient
internal import WireProtocol

/// One client of a load: it keeps its requests, and makes its connection anew where it ends.
///
/// A class because it owns a connection and changes with every answer.
final class LoadConnection {
  /// What all connections of a load have in common.
  struct Plan: Sendable {
    let settings: LoadSettings
    let ring: FrameRing
    /// The most requests without an answer.
    let inFlight: Int
  }

  /// What was seen so far, but for what ``check`` found.
  private(set) var figures = LoadFigures()
  private(set) var check: GenerationCheck
  /// Requests sent, and neither answered nor refused.
  private(set) var inFlight = 0

  private let plan: Plan
  private let number: Int
  private let token: UInt64
  private var window = LoadWindow()
  /// When requests are due; `nil` where each one follows an answer.
  private var schedule: LoadSchedule?
  private var link: LoadLink?
  private var boot: UInt64 = 0
  private var backoff = Backoff()
  /// Whether the server has said that the connection ends.
  private var isLeaving = false
  private var awaitsRoom = false
  /// Whether it has stopped for good, for ``LoadFigures/failure``.
  private(set) var isGivenUp = false
  /// When the connection ended; `nil` while it stands.
  private var endedAt: UInt64?

  /// When each request of the ring was due, and whether it is without an answer.
  private var due: [UInt64]
  private var isOpen: [Bool]
  /// The requests that were ever begun.
  private var issued = 0
  /// The bytes of the ring that are being sent.
  private var run = 0..<0
  /// The requests to be sent again, and from when on.
  private var again: [Int] = []
  private var againFrom: UInt64 = 0

  /// Connects a client that does nothing yet.
  ///
  /// - Parameters:
  ///   - number: its number among all connections of the load.
  ///   - token: what its events in the set carry.
  init(
    _ plan: Plan, number: Int, token: UInt64, check: GenerationCheck,
    watchedBy epoll: borrowing Epoll
  ) throws(WorkflowError) {
    self.plan = plan
    self.number = number
    self.token = token
    self.check = check
    due = [UInt64](repeating: 0, count: plan.ring.count)
    isOpen = [Bool](repeating: false, count: plan.ring.count)
    let link: LoadLink
    do { link = try LoadLink(plan.settings) } catch { throw WorkflowError(error) }
    do { try adopt(link, epoll) } catch { throw WorkflowError(error) }
  }

  /// Sets the times of the load, before anything is sent.
  func begin(_ window: LoadWindow) {
    self.window = window
    if case .steady(let rate) = plan.settings.pace {
      schedule = LoadSchedule(
        start: window.start, requestsPerSecond: rate, connection: number,
        connections: plan.settings.connections)
    }
  }

  /// Whether nothing is left to do once no new request is due.
  var isIdle: Bool { inFlight == 0 || isGivenUp }

  /// When there is something to send; `nil` where only an answer or room can bring it.
  func nextMoment(before end: UInt64) -> UInt64? {
    if isGivenUp { return nil }
    guard link != nil else { return backoff.next }
    if awaitsRoom || isLeaving { return nil }
    if !again.isEmpty { return againFrom }
    guard let schedule, inFlight < plan.inFlight else { return nil }
    let due = schedule.due(issued)
    return due < end ? due : nil
  }

  /// Sends what is due, and connects anew where that is.
  ///
  /// - Parameter end: the moment from which on no new request is due.
  func send(now: UInt64, end: UInt64, watchedBy epoll: borrowing Epoll) throws(ResourceError) {
    if link == nil { try reconnect(now, isNeeded: inFlight > 0 || now < end, epoll) }
    guard let link, !awaitsRoom, !isLeaving else { return }
    let ring = plan.ring
    while !run.isEmpty || begin(now: now, end: end) {
      let bytes = ring.bytes.span.extracting(run)
      let result =
        if ring.files.isEmpty {
          try link.stream.send(bytes)
        } else {
          try link.stream.send(bytes, with: ring.file(atByte: run.lowerBound).file)
        }
      switch result {
      case .bytes(let count): run = run.lowerBound + count..<run.upperBound
      case .wouldBlock:
        awaitsRoom = true
        try epoll.modify(link.stream, token: token, for: [.readable, .writable])
        return
      case .closed:
        // What the server has answered before it left is still to be read.
        isLeaving = true
        return
      }
    }
  }

  /// Takes what has come.
  func react(
    to readiness: Readiness, watchedBy epoll: borrowing Epoll
  ) throws(ResourceError) {
    guard let link else { return }
    if awaitsRoom, readiness.contains(.writable) {
      awaitsRoom = false
      try epoll.modify(link.stream, token: token, for: .readable)
    }
    guard !readiness.isDisjoint(with: [.readable, .hungUp, .failed]) else { return }
    switch try link.receive() {
    case .wouldBlock: return
    case .closed: lose(MonotonicClock.nanoseconds)
    case .bytes:
      // One look at the clock serves all answers that came together.
      let now = MonotonicClock.nanoseconds
      do {
        while let frame = try link.next() { take(frame, of: link, now: now) }
      } catch {
        giveUp("\(error)")
      }
    }
  }

  /// Counts the requests that were due before the end and not sent.
  func finish(now: UInt64, end: UInt64) {
    guard let schedule else { return }
    while schedule.due(issued) < end {
      let due = schedule.due(issued)
      if due >= window.measured, now > due { figures.latencies.record(nanoseconds: now - due) }
      figures.unsent += 1
      issued += 1
    }
  }

  /// Chooses what is sent next: requests that are sent again, then new ones.
  private func begin(now: UInt64, end: UInt64) -> Bool {
    let ring = plan.ring
    if !again.isEmpty, now >= againFrom {
      let place = again.removeFirst()
      run = ring.bytes(of: place..<place + 1)
      figures.resent += 1
      return true
    }
    let first = issued % ring.count
    // A descriptor travels with one frame and nothing else.
    let limit = ring.files.isEmpty ? ring.count : first + 1
    var place = first
    while place < limit, inFlight < plan.inFlight, !isOpen[place] {
      let moment = schedule?.due(issued) ?? now
      guard moment <= now, moment < end else { break }
      due[place] = moment
      isOpen[place] = true
      inFlight += 1
      issued += 1
      figures.sent += 1
      place += 1
    }
    run = ring.bytes(of: first..<place)
    return !run.isEmpty
  }

  /// Takes an answer, or the news that the connection ends.
  private func take(_ frame: Frame, of link: LoadLink, now: UInt64) {
    let header = frame.header
    if header.opcode == .goaway {
      isLeaving = true
      backoff.hint(microseconds: header.itemCount)
      return
    }
    guard let place = Int(exactly: header.requestID), place < isOpen.count, isOpen[place] else {
      giveUp("an answer names the request \(header.requestID), which is not open")
      return
    }
    guard header.status == .ok else {
      refuse(place, header, now)
      return
    }
    let key = GenerationCheck.Key(boot: boot, generation: header.model)
    link.withPayload(of: frame) { check.judge($0, at: place, from: key) }
    figures.answered += 1
    figures.generations[header.model, default: 0] += 1
    if due[place] >= window.measured {
      figures.latencies.record(nanoseconds: now - due[place])
    }
    if now >= window.measured, now < window.end {
      figures.measuredAnswers += 1
      figures.measuredImages += UInt64(header.itemCount)
    }
    isOpen[place] = false
    inFlight -= 1
  }

  private func refuse(_ place: Int, _ header: FrameHeader, _ now: UInt64) {
    switch header.status.retryRule {
    case .onNewConnection:
      // The request stays open: it is sent again when the connection has ended.
      isLeaving = true
    case .afterHint where plan.settings.resendsRefused:
      again.append(place)
      againFrom = now + max(1_000, UInt64(header.itemCount)) * 1_000
    default:
      figures.refused[header.status] += 1
      isOpen[place] = false
      inFlight -= 1
    }
  }

  /// Makes a connection the client's own.
  private func adopt(_ link: LoadLink, _ epoll: borrowing Epoll) throws(ResourceError) {
    try epoll.add(link.stream, token: token, for: .readable)
    self.link = link
    boot = link.hello.bootID.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    isLeaving = false
    awaitsRoom = false
    endedAt = nil
    backoff = Backoff()
  }

  /// Lets the connection go; what is without an answer will be sent again, the oldest first.
  private func lose(_ now: UInt64) {
    link = nil
    run = 0..<0
    again = isOpen.indices.filter { isOpen[$0] }.sorted { due[$0] < due[$1] }
    againFrom = now
    endedAt = now
    backoff.begin(now)
  }

  private func reconnect(
    _ now: UInt64, isNeeded: Bool, _ epoll: borrowing Epoll
  ) throws(ResourceError) {
    guard isNeeded, !isGivenUp, now >= backoff.next, let endedAt else { return }
    let link: LoadLink
    do { link = try LoadLink(plan.settings) } catch {
      let patience = LoadWindow.nanoseconds(plan.settings.patience)
      if now - endedAt > patience { giveUp("\(error)") } else { backoff.grow(now) }
      return
    }
    guard link.handle == plan.ring.handle else {
      giveUp("the server has given the model another handle: \(link.handle)")
      return
    }
    try adopt(link, epoll)
    figures.reconnects += 1
  }

  private func giveUp(_ reason: String) {
    link = nil
    isGivenUp = true
    figures.failure = reason
  }
}
