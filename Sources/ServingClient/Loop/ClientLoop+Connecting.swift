internal import Posix
internal import WireProtocol

// How connections begin and end.
extension ClientLoop {
  /// How long the thread waits for room in a server's backlog before it looks after other things.
  private static let backlogMilliseconds = 100

  /// Makes a connection where requests wait for one.
  func connectIfDue() {
    guard link == nil, now >= connectDue else { return }
    while let ticket = queue.first, ticket.request.isFinished { _ = queue.removeFirst() }
    guard !queue.isEmpty else { return }
    lastToken += 1
    do {
      let link = try ServerLink(
        to: path, as: configuration.name,
        features: configuration.usesMemoryFiles ? .descriptors : [], token: lastToken,
        timeoutMilliseconds: min(
          Self.backlogMilliseconds, configuration.connectTimeout.clampedMilliseconds),
        greetingEnd: now.addingSaturated(configuration.connectTimeout.clampedNanoseconds))
      try inbox.events.add(link.stream, token: link.token, for: .readable)
      self.link = link
    } catch {
      failToConnect(ServingError(error, connectingTo: path))
    }
  }

  /// Ends a connection whose greeting was not answered in time.
  func lookAfterGreeting() {
    guard let link, case .greeting(let end) = link.phase, now >= end else { return }
    failToConnect(
      .timedOut(path: path, milliseconds: configuration.connectTimeout.clampedMilliseconds))
  }

  /// Reads the answer to HELLO, or what the server says instead.
  func readGreeting(_ frame: Frame, from link: ServerLink) throws(WireError) {
    let header = frame.header
    let payload = link.input.payload(of: frame)
    if header.opcode != .goaway {
      try header.checkAnswer(to: .hello, id: FlightTable.greatestForeignID)
    }
    guard header.status == .ok, header.opcode == .hello else {
      let refusal = try Refusal(header: header, payload: payload)
      return failToConnect(.refused(refusal), hintMicroseconds: refusal.retryMicroseconds)
    }
    let hello = try HelloAnswer(decoding: payload, itemCount: header.itemCount)
    link.input.decoder.frameByteLimit = hello.limits.frameByteLimit
    link.phase = .open(hello.limits, features: hello.features)
    wasGreeted = true
    inbox.note(hello)
  }

  /// Gives up an attempt to connect, and with it the requests whose patience is over, or all where
  /// another attempt would fail as well.
  func failToConnect(_ error: ServingError, hintMicroseconds: UInt32 = 0) {
    link = nil
    connectDue = now.addingSaturated(pause.next(hintMicroseconds: hintMicroseconds))
    let isFinal = isFinal(error)
    let patience = configuration.retryLimit.clampedNanoseconds
    queue.filter { ticket in
      ticket.noteFailure(at: now, patience: patience)
      if ticket.request.isFinished { return false }
      if !isFinal && connectDue <= ticket.patienceEnd { return true }
      ticket.request.finish(.failure(error))
      return false
    }
  }

  /// Whether to connect again is in vain.
  ///
  /// A socket that has never answered is more likely mistyped than restarted.
  private func isFinal(_ error: ServingError) -> Bool {
    switch error {
    case .cannotConnect(_, let fault, _): !wasGreeted && fault != .busy
    case .timedOut: !wasGreeted
    case .refused(let refusal): refusal.status.retryRule == .never
    case .protocolViolation: true
    default: false
    }
  }

  /// Ends a connection, and sends what was not answered again on the next one.
  ///
  /// - Parameter error: what requests fail with whose patience is over.
  func lose(_ link: ServerLink, _ error: ServingError, hintMicroseconds: UInt32 = 0) {
    if case .greeting = link.phase {
      return failToConnect(error, hintMicroseconds: hintMicroseconds)
    }
    self.link = nil
    connectDue = now.addingSaturated(pause.next(hintMicroseconds: hintMicroseconds))
    let patience = configuration.retryLimit.clampedNanoseconds
    var again: [Ticket] = []
    for var ticket in link.sent + link.waiting {
      ticket.noteFailure(at: now, patience: patience)
      if connectDue <= ticket.patienceEnd {
        again.append(ticket)
      } else {
        ticket.request.finish(.failure(error))
      }
    }
    queue.prepend(again)
  }

  /// Ends a connection whose server breaks the protocol; what was sent on it fails.
  func abandon(_ link: ServerLink, _ error: WireError) {
    for ticket in link.sent { ticket.request.finish(.failure(.protocolViolation(error))) }
    lose(link, .protocolViolation(error))
  }
}
