internal import Posix
internal import WireProtocol

// How requests go out.
extension ClientLoop {
  /// Sends what the credits and the kernel allow.
  func send() {
    guard let link else { return }
    do {
      // After a farewell nothing more is sent.
      if case .leaving = link.phase { return try watch(link, isBlocked: false) }
      while true {
        fill(link)
        if link.output.isEmpty { return try watch(link, isBlocked: false) }
        switch try link.output.send(to: link.stream) {
        case .done: continue
        case .blocked: return try watch(link, isBlocked: true)
        // What the server said before it closed is still to be received.
        case .closed: return receiveRest(of: link)
        }
      }
    } catch {
      lose(link, ServingError(error, connectedTo: path))
    }
  }

  /// Turns requests into frames.
  private func fill(_ link: ServerLink) {
    guard case .open(let limits, let features) = link.phase else { return }
    while link.output.hasRoom, let ticket = queue.first {
      if ticket.request.isFinished {
        _ = queue.removeFirst()
        continue
      }
      if ticket.request.deadline <= now {
        queue.removeFirst().request.expire()
        continue
      }
      switch link.admit(ticket, limits, features, now: now) {
      case .taken: _ = queue.removeFirst()
      case .full: return
      case .refused(let error): queue.removeFirst().request.finish(.failure(error))
      }
    }
  }

  /// Lets the event set report room to send, or not.
  private func watch(_ link: ServerLink, isBlocked: Bool) throws(ResourceError) {
    guard link.isBlocked != isBlocked else { return }
    link.isBlocked = isBlocked
    try inbox.events.modify(
      link.stream, token: link.token, for: isBlocked ? [.readable, .writable] : .readable)
  }
}
