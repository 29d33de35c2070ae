internal import Posix
import Synchronization
internal import WireProtocol

// The end of a turn: answers go out, those that are late are sent away, and a server that stops
// says good-bye.
extension WorkerLoop {
  /// Sends what the turn's connections have to send, with one call each where the client reads.
  func send() {
    if !touched.isEmpty {
      var index = 0
      while index < touched.count {
        let connection = touched[index]
        connection.isTouched = false
        send(connection)
        index += 1
      }
      touched.removeAll(keepingCapacity: true)
    }
    if !unsent.isEmpty {
      let sent = MonotonicClock.nanoseconds
      for entry in unsent {
        entry.figures.write.record(nanoseconds: sent - entry.computed, count: entry.count)
      }
      unsent.removeAll(keepingCapacity: true)
    }
  }

  private func send(_ connection: Connection) {
    if connection.state == .closed { return }
    while !connection.output.isEmpty {
      let result: TransferResult
      do {
        result = try connection.output.withBytes { (bytes) throws(ResourceError) in
          try connection.stream.send(bytes)
        }
      } catch {
        return close(connection)
      }
      switch result {
      case .bytes(let count):
        connection.output.removeFirst(count)
        connection.unreadSince = 0
        connection.lastActivity = now
        continue
      case .closed: return close(connection)
      case .wouldBlock: break
      }
      if connection.unreadSince == 0 {
        connection.unreadSince = now
        sweep(after: limits.unreadAnswerMilliseconds)
      }
      break
    }
    if isOver(connection) { return close(connection) }
    connection.output.releaseIfTight()
    if connection.isHeld, !mustTakeAnswers(connection) {
      connection.isHeld = false
      makeReady(connection)
    }
    watch(connection)
  }

  /// Whether nothing is left to be done for a connection that is not to go on.
  private func isOver(_ connection: Connection) -> Bool {
    switch connection.state {
    case .open where !connection.isDraining: false
    case .open, .finishing: connection.isIdle && !connection.isReady && !connection.isHeld
    case .leaving: connection.output.isEmpty
    case .closed: false
    }
  }

  /// Watches a connection for what can be gone on with.
  private func watch(_ connection: Connection) {
    var wanted: Readiness = mayReceive(connection) ? .readable : []
    if !connection.output.isEmpty { wanted.insert(.writable) }
    guard wanted != connection.interest else { return }
    if wanted.subtracting(connection.interest).contains(.readable), connection.partialSince > 0 {
      // Nobody has read the rest of the frame meanwhile.
      connection.partialSince = now
      sweep(after: limits.partialFrameMilliseconds)
    }
    do {
      try events.set.modify(connection.stream, token: connection.token, for: wanted)
      connection.interest = wanted
    } catch {
      close(connection)
    }
  }

  // MARK: - Time

  /// Looks after late connections when a limit that begins now is over.
  func sweep(after milliseconds: UInt64) {
    nextSweep = min(nextSweep, WorkerLoop.moment(milliseconds, after: now))
  }

  /// Sends connections away that are late, and notes when the next may be.
  func sweep() {
    // Thousands of slow clients are late at as many moments; looking at all of them for each one
    // would take more time than serving.
    let soonest = now + 10_000_000
    nextSweep = .max
    for case let connection? in connections {
      guard let bound = bound(of: connection) else {
        // It may be idle from now on.
        if limits.idleMilliseconds > 0 { sweep(after: limits.idleMilliseconds) }
        continue
      }
      if bound.end > now {
        nextSweep = min(nextSweep, max(bound.end, soonest))
        continue
      }
      let isStuck = connection.unreadSince > 0
      let found = (now - bound.since) / 1_000_000 + 1
      end(
        connection,
        Refusal(
          .timeout, text: "\(bound.what): expected at most \(bound.limit) ms, found \(found) ms"),
        about: bound.requestID)
      // Who does not read cannot be told why.
      if isStuck { close(connection) }
    }
  }

  /// What a connection must have done by a moment.
  private struct Bound {
    let what: String
    let since: UInt64
    /// In milliseconds.
    let limit: UInt64
    /// That of the frame which is late; 0 where it is no frame's bound.
    let requestID: UInt64

    var end: UInt64 { WorkerLoop.moment(limit, after: since) }
  }

  /// The bound of a connection that ends first; `nil` where it has none.
  private func bound(of connection: Connection) -> Bound? {
    var first: Bound?
    func consider(_ what: String, _ since: UInt64, _ limit: UInt64, id: UInt64 = 0) {
      let bound = Bound(what: what, since: since, limit: limit, requestID: id)
      if bound.end < first?.end ?? .max { first = bound }
    }
    if connection.unreadSince > 0 {
      consider("unread answer", connection.unreadSince, limits.unreadAnswerMilliseconds)
    }
    if connection.partialSince > 0 {
      // What is not read cannot become whole.
      if mayReceive(connection), !connection.hasTile {
        consider(
          "partial frame", connection.partialSince, limits.partialFrameMilliseconds,
          id: connection.partialRequestID)
      }
    } else if connection.isIdle, limits.idleMilliseconds > 0 {
      consider("idle connection", connection.lastActivity, limits.idleMilliseconds)
    }
    return first
  }

  /// The moment some milliseconds after another, as far as it can be told.
  private static func moment(_ milliseconds: UInt64, after start: UInt64) -> UInt64 {
    let (nanoseconds, isLong) = milliseconds.multipliedReportingOverflow(by: 1_000_000)
    let (end, isLate) = start.addingReportingOverflow(nanoseconds)
    return isLong || isLate ? .max : end
  }

  // MARK: - Draining

  /// The frame that says that the server stops.
  var drainingGoaway: [UInt8] {
    Refusal(.draining, text: "the server is stopping").goawayFrame()
  }

  /// Answers what has been received, says good-bye, and lets each connection end.
  func beginDrain(until end: UInt64) {
    guard drainEnd == nil else { return }
    drainEnd = end
    for case let connection? in connections where connection.state == .open {
      // What is in the kernel's buffer has been received; a buffer holds no more than this.
      for _ in 0..<64 where connection.state == .open {
        if let job = connection.upload, job.isTileReady {
          jobs.removeAll { $0.job === job }
          computeTile(of: job, for: connection)
        } else if connection.isReady {
          serveReady(connection)
        } else if !receive(connection) {
          break
        }
      }
    }
    flushBatches()
    let goaway = drainingGoaway
    for case let connection? in connections where connection.state == .open {
      connection.isDraining = true
      // The rest of an upload is not to be taken for a frame.
      connection.skippedByteCount += connection.upload?.missingByteCount ?? 0
      abandonUpload(connection)
      connection.output.append(goaway.span)
      touch(connection)
    }
  }

  private func serveReady(_ connection: Connection) {
    connection.isReady = false
    ready.removeAll { $0 === connection }
    serveQueued(connection)
  }

  /// Ends the thread when nobody is left, or the time is over.
  func endDrain() {
    guard let drainEnd else { return }
    if openCount == 0 || now >= drainEnd { stop() }
  }
}
