internal import WireProtocol

// What happens because time passes.
extension ClientLoop {
  /// How often deadlines are looked after at most, because that looks at every request.
  private static let deadlineInterval: UInt64 = 1_000_000

  /// Puts a request off that was refused for now, or gives it up where its patience is over.
  func postpone(_ ticket: Ticket, _ refusal: Refusal) {
    var ticket = ticket
    ticket.noteFailure(at: now, patience: configuration.retryLimit.clampedNanoseconds)
    let due = now.addingSaturated(
      ticket.pause.next(hintMicroseconds: refusal.retryMicroseconds))
    guard due <= ticket.patienceEnd else {
      return ticket.request.finish(.failure(.refused(refusal)))
    }
    postponed.append((ticket, due))
    nextRetry = min(nextRetry, due)
  }

  /// Lets postponed requests be sent again when it is time.
  func lookAfterRetries() {
    guard now >= nextRetry else { return }
    queue.prepend(postponed.filter { $0.due <= now }.map(\.ticket))
    postponed.removeAll { $0.due <= now }
    nextRetry = postponed.map(\.due).min() ?? .max
  }

  /// Ends requests whose time is over.
  ///
  /// One that was sent stays open, without anybody waiting: its answer will come, and its credits are
  /// in use until then.
  func lookAfterDeadlines() {
    guard now >= nextDeadline else { return }
    var next = UInt64.max
    forEachTicket { ticket in
      if ticket.request.isFinished { return }
      if ticket.request.deadline <= now {
        ticket.request.expire()
      } else {
        next = min(next, ticket.request.deadline)
      }
    }
    nextDeadline = next == .max ? .max : max(next, now + Self.deadlineInterval)
  }
}
