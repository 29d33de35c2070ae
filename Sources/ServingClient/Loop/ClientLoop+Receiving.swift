internal import Posix
internal import WireProtocol

// How answers come in.
extension ClientLoop {
  /// Receives once, and takes the frames that are whole.
  ///
  /// - Returns: whether anything came.
  func receive(from link: ServerLink) -> Bool {
    do {
      switch try link.input.receive(from: link.stream) {
      case .bytes:
        takeFrames(from: link)
        return true
      case .wouldBlock: break
      case .closed:
        if case .leaving(let refusal) = link.phase {
          lose(link, .refused(refusal), hintMicroseconds: refusal.retryMicroseconds)
        } else {
          lose(link, .disconnected(path: path, reason: "the server closed it before it answered"))
        }
      }
    } catch {
      lose(link, ServingError(error, connectedTo: path))
    }
    return false
  }

  /// Receives what is left on a connection to which nothing can be sent any more.
  func receiveRest(of link: ServerLink) {
    while self.link === link, receive(from: link) {}
    guard self.link === link else { return }
    lose(link, .disconnected(path: path, reason: "the server receives nothing more"))
  }

  private func takeFrames(from link: ServerLink) {
    do {
      while self.link === link, let frame = try link.input.next() {
        switch link.phase {
        case .greeting: try readGreeting(frame, from: link)
        case .open, .leaving: try take(frame, from: link)
        }
      }
    } catch {
      abandon(link, error)
    }
  }

  private func take(_ frame: Frame, from link: ServerLink) throws(WireError) {
    let header = frame.header
    if header.opcode == .goaway { return try takeGoaway(frame, from: link) }
    guard let flight = link.takeFlight(header) else { throw header.unexpectedAnswer }
    switch flight {
    case .request(let ticket):
      do throws(WireError) { try take(frame, for: ticket, from: link) } catch {
        ticket.request.finish(.failure(.protocolViolation(error)))
        throw error
      }
    case .lookUp(let model):
      guard header.status == .ok else {
        let refusal = try refusal(frame, link)
        for ticket in link.note(nil, for: model) { refuse(ticket, refusal, link) }
        break
      }
      let resolution = try resolution(frame, link)
      queue.prepend(link.note(resolution.handle, for: model))
    }
    if case .leaving(let refusal) = link.phase, link.isIdle {
      lose(link, .refused(refusal), hintMicroseconds: refusal.retryMicroseconds)
    }
  }

  /// Takes the answer to a request.
  private func take(
    _ frame: Frame, for ticket: Ticket, from link: ServerLink
  ) throws(WireError) {
    guard frame.header.status == .ok else {
      return refuse(ticket, try refusal(frame, link), link)
    }
    pause.reset()
    switch ticket.request.work {
    case .resolve:
      ticket.request.finish(.success(.resolution(try resolution(frame, link))))
    case .classify(let shape, _, _, _):
      let batch = try link.input.withPayload(of: frame) { payload throws(WireError) in
        try ClassifiedBatch(decoding: payload, header: frame.header, answering: shape)
      }
      ticket.request.finish(.success(.batch(batch)))
    }
  }

  /// Does what the rule of a refusal says: `formats/wire-protocol.md`, section 8.
  private func refuse(_ ticket: Ticket, _ refusal: Refusal, _ link: ServerLink) {
    switch refusal.status.retryRule {
    case .afterHint: postpone(ticket, refusal)
    case .onNewConnection:
      if case .open = link.phase { link.phase = .leaving(refusal) }
      postpone(ticket, refusal)
    case .never, .none:
      if refusal.status == .deadline {
        ticket.request.expire()
      } else {
        ticket.request.finish(.failure(.refused(refusal)))
      }
    }
  }

  /// Takes the farewell of a server.
  private func takeGoaway(_ frame: Frame, from link: ServerLink) throws(WireError) {
    let refusal = try refusal(frame, link)
    if refusal.status == .draining {
      link.phase = .leaving(refusal)
      // Where an answer is owed, it comes before the end.
      guard link.isIdle else { return }
    } else if refusal.status.retryRule == .never {
      // The request at fault would end the next connection too; where none is named, it may be any.
      if case .request(let ticket) = link.takeFlight(frame.header) {
        ticket.request.finish(.failure(.refused(refusal)))
      } else {
        for ticket in link.sent { ticket.request.finish(.failure(.refused(refusal))) }
      }
    }
    lose(link, .refused(refusal), hintMicroseconds: refusal.retryMicroseconds)
  }

  private func refusal(_ frame: Frame, _ link: ServerLink) throws(WireError) -> Refusal {
    try Refusal(header: frame.header, payload: link.input.payload(of: frame))
  }

  private func resolution(_ frame: Frame, _ link: ServerLink) throws(WireError) -> Resolution {
    try Resolution(decoding: link.input.payload(of: frame), itemCount: frame.header.itemCount)
  }
}
