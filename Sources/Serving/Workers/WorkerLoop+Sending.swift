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
        nextSweep = min(nextSweep, now + limits.unreadAnswerMilliseconds &* 1_000_000)
      }
      break
    }
    if isOver(connection) { return close(connection) }
    if connection.isHeld, UInt64(connection.output.count) <= limits.unreadAnswerBytes {
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
    do {
      try events.set.modify(connection.stream, token: connection.token, for: wanted)
      connection.interest = wanted
    } catch {
      close(connection)
    }
  }

  // MARK: - Time

  /// Sends connections away that are late, and notes when the next may be.
  func sweep() {
    // Thousands of slow clients are late at as many moments; looking at all of them for each one
    // would take more time than serving.
    let soonest = now + 10_000_000
    nextSweep = .max
    for case let connection? in connections {
      guard let (due, what, limit) = deadline(of: connection) else { continue }
      if due > now {
        nextSweep = min(nextSweep, max(due, soonest))
        continue
      }
      let isStuck = connection.unreadSince > 0
      end(
        connection,
        Refusal(
          .timeout, text: "\(what): expected at most \(limit) ms, found more"))
      // Who does not read cannot be told why.
      if isStuck { close(connection) }
    }
  }

  /// When a connection is late, for what, and the limit in milliseconds.
  private func deadline(of connection: Connection) -> (UInt64, String, UInt64)? {
    func due(_ since: UInt64, _ limit: UInt64) -> UInt64 {
      let (end, overflow) = since.addingReportingOverflow(
        limit.multipliedReportingOverflow(by: 1_000_000).overflow ? .max : limit * 1_000_000)
      return overflow ? .max : end
    }
    var found: (UInt64, String, UInt64)?
    func consider(_ since: UInt64, _ limit: UInt64, _ what: String) {
      let end = due(since, limit)
      if end < found?.0 ?? .max { found = (end, what, limit) }
    }
    if connection.unreadSince > 0 {
      consider(connection.unreadSince, limits.unreadAnswerMilliseconds, "unread answer")
    }
    if connection.partialSince > 0 {
      consider(connection.partialSince, limits.partialFrameMilliseconds, "partial frame")
    } else if connection.isIdle, limits.idleMilliseconds > 0 {
      consider(connection.lastActivity, limits.idleMilliseconds, "idle connection")
    }
    return found
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
        let before = connection.decoder.position
        connection.isReady ? serveReady(connection) : receive(connection)
        if connection.decoder.position == before, !connection.isReady { break }
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
