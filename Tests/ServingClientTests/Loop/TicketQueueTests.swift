import Testing

@testable import ServingClient

@Suite struct TicketQueueTests {
  /// A ticket told apart by its deadline.
  private func ticket(_ number: Int) -> Ticket {
    Ticket(
      PendingRequest(.resolve, model: nil, deadline: .nanoseconds(number), now: 0))
  }

  @Test("tickets come out as from a list, whatever goes in at either end", arguments: 0..<4)
  func order(seed: UInt64) {
    var random = SplitMix(seed: seed)
    var queue = TicketQueue()
    var list: [Int] = []
    var next = 0
    for _ in 0..<2_000 {
      switch random.next() % 8 {
      case 0...3:
        for _ in 0..<(random.next() % 8) {
          queue.append(ticket(next))
          list.append(next)
          next += 1
        }
      case 4:
        let numbers = (0..<Int(random.next() % 4)).map { next + $0 }
        next += numbers.count
        queue.prepend(numbers.map { ticket($0) })
        list.insert(contentsOf: numbers, at: 0)
      case 5 where random.next() % 64 == 0:
        queue.filter { $0.request.deadline.isMultiple(of: 3) }
        list.removeAll { !$0.isMultiple(of: 3) }
      default:
        for _ in 0..<(random.next() % 16) where !queue.isEmpty {
          #expect(Int(queue.removeFirst().request.deadline) == list.removeFirst(), "seed \(seed)")
        }
      }
      #expect(queue.count == list.count, "seed \(seed)")
      #expect((queue.first?.request.deadline).map(Int.init) == list.first, "seed \(seed)")
    }
    var rest: [Int] = []
    queue.forEach { rest.append(Int($0.request.deadline)) }
    #expect(rest == list, "seed \(seed)")
  }

  @Test("the memory of tickets that were taken is used again")
  func compaction() {
    var queue = TicketQueue()
    for number in 0..<5_000 { queue.append(ticket(number)) }
    for number in 0..<5_000 {
      #expect(Int(queue.removeFirst().request.deadline) == number)
      queue.append(ticket(5_000 + number))
    }
    #expect(queue.count == 5_000)
    #expect(queue.first?.request.deadline == 5_000)
  }
}
