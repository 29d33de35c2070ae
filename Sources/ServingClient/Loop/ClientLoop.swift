internal import Posix
internal import Synchronization
internal import WireProtocol

/// What the thread of one connection does, and all that it alone has.
///
/// A turn is: take what has arrived, look after what is due, connect where there is something to
/// send, send what the credits allow, wait, receive. The extensions hold one of these each.
///
/// A class because it is the thread's state; it never leaves its thread.
final class ClientLoop {
  let inbox: RequestInbox
  let path: String
  let configuration: ServingClient.Configuration
  /// The monotonic clock at the beginning of the turn, in nanoseconds.
  var now = MonotonicClock.nanoseconds
  /// The connection, from connecting to its end.
  var link: ServerLink?
  var lastToken = RequestInbox.bellToken
  /// Whether there has been a connection that greeted.
  var wasGreeted = false
  /// Between attempts to connect.
  var pause = RetryPause()
  /// Not before this moment is a connection made.
  var connectDue: UInt64 = 0
  /// Requests to be sent.
  var queue = TicketQueue()
  /// Requests that were refused for now, and when to send them again.
  var postponed: [(ticket: Ticket, due: UInt64)] = []
  /// No postponed request is due before this moment.
  var nextRetry = UInt64.max
  /// No request's time is over before this moment.
  var nextDeadline = UInt64.max
  private var arrived: [PendingRequest] = []

  /// Creates the state of a thread that has not begun.
  init(_ inbox: RequestInbox, path: String, configuration: ServingClient.Configuration) {
    self.inbox = inbox
    self.path = path
    self.configuration = configuration
  }

  /// Serves the inbox until it is closed.
  func run() {
    var happened = EpollEvents(capacity: 2)
    while takeArrived() {
      lookAfterRetries()
      lookAfterDeadlines()
      lookAfterGreeting()
      connectIfDue()
      send()
      inbox.load.store(
        queue.count + postponed.count + (link?.openCount ?? 0), ordering: .relaxed)
      wait(&happened)
      now = MonotonicClock.nanoseconds
      for index in 0..<happened.count { take(happened[index]) }
    }
    forEachTicket { $0.request.finish(.failure(.closed)) }
  }

  /// Calls `body` with every request that is not answered.
  func forEachTicket(_ body: (Ticket) -> Void) {
    queue.forEach(body)
    for entry in postponed { body(entry.ticket) }
    for ticket in link?.sent ?? [] { body(ticket) }
    for ticket in link?.waiting ?? [] { body(ticket) }
  }

  private func takeArrived() -> Bool {
    let isOpen = inbox.take(into: &arrived)
    for request in arrived {
      queue.append(Ticket(request))
      nextDeadline = min(nextDeadline, request.deadline)
    }
    arrived.removeAll(keepingCapacity: true)
    return isOpen
  }

  private func wait(_ happened: inout EpollEvents) {
    var timeout: Int?
    if !inbox.fallAsleep() {
      timeout = 0
    } else if nextDue < .max {
      let present = MonotonicClock.nanoseconds
      timeout = present < nextDue ? Int((nextDue - present) / 1_000_000 + 1) : 0
    }
    do {
      try inbox.events.wait(into: &happened, timeoutMilliseconds: timeout)
    } catch {
      preconditionFailure("a client cannot wait: \(error)")
    }
  }

  /// The moment of the next thing to do that no event announces.
  private var nextDue: UInt64 {
    var due = min(nextRetry, nextDeadline)
    if let link {
      if case .greeting(let end) = link.phase { due = min(due, end) }
    } else if !queue.isEmpty {
      due = min(due, connectDue)
    }
    return due
  }

  private func take(_ event: EpollEvents.Event) {
    guard event.token != RequestInbox.bellToken else {
      // Rung once for any number of requests, which the next turn takes.
      do { _ = try inbox.bell.take() } catch { preconditionFailure("\(error)") }
      return
    }
    guard let link, link.token == event.token else { return }
    if event.readiness.subtracting(.writable) != [] { _ = receive(from: link) }
  }
}
