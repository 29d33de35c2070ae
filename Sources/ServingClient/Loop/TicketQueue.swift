/// Requests that wait to be sent, first in, first out, but for those that are sent again.
struct TicketQueue {
  private var storage: [Ticket] = []
  private var head = 0

  var count: Int { storage.count - head }
  var isEmpty: Bool { storage.count == head }
  /// The ticket whose turn is next.
  var first: Ticket? { isEmpty ? nil : storage[head] }

  mutating func append(_ ticket: Ticket) { storage.append(ticket) }

  /// Puts tickets before all others, in their order.
  mutating func prepend(_ tickets: [Ticket]) {
    if tickets.isEmpty { return }
    storage.replaceSubrange(0..<head, with: tickets)
    head = 0
  }

  /// Takes the ticket whose turn is next.
  ///
  /// - Precondition: There is one.
  mutating func removeFirst() -> Ticket {
    let ticket = storage[head]
    head += 1
    // Moving the rest is paid for by as many tickets that were taken.
    if head == storage.count {
      storage.removeAll(keepingCapacity: true)
      head = 0
    } else if head >= 1_024, 2 * head >= storage.count {
      storage.removeSubrange(0..<head)
      head = 0
    }
    return ticket
  }

  /// Changes all tickets, and drops those for which `body` returns `false`.
  mutating func filter(_ body: (inout Ticket) -> Bool) {
    var kept: [Ticket] = []
    kept.reserveCapacity(count)
    for index in head..<storage.count {
      var ticket = storage[index]
      if body(&ticket) { kept.append(ticket) }
    }
    storage = kept
    head = 0
  }

  /// Calls `body` with all tickets.
  func forEach(_ body: (Ticket) -> Void) {
    for index in head..<storage.count { body(storage[index]) }
  }
}
