import Serving
import Synchronization
import WireProtocol

/// The loader's place in a worker's test: it answers orders at once with one record, or when the
/// test wants it to.
///
/// A class because the worker's thread and the test share it.
final class OrderDesk: Sendable {
  typealias Reply = @Sendable (ModelOrder.Outcome) -> Void

  private struct State {
    var orders: [ModelOrder] = []
    var users: [UInt32] = []
    var isHolding = false
    var held: [Reply] = []
  }

  /// Called on the worker's thread with each order, before it is answered.
  let onOrder = Mutex<(@Sendable () -> Void)?>(nil)
  private let state = Mutex(State())
  private let arrival = Event()

  /// All orders that were given.
  var orders: [ModelOrder] { state.withLock { $0.orders } }

  /// Whose they were.
  var users: [UInt32] { state.withLock { $0.users } }

  /// What orders are answered with.
  static let outcome = ModelOrder.Outcome.success([ModelRecord(name: "digits", state: .serving)])

  func take(_ order: ModelOrder, from user: UInt32, _ reply: @escaping Reply) {
    let isHolding = state.withLock { state in
      state.orders.append(order)
      state.users.append(user)
      if state.isHolding { state.held.append(reply) }
      return state.isHolding
    }
    onOrder.withLock { $0 }?()
    if !isHolding { reply(Self.outcome) }
    arrival.signal()
  }

  /// Keeps the answers of orders that come from now on.
  func hold() { state.withLock { $0.isHolding = true } }

  /// Waits until so many answers are kept; false if that takes too long.
  func waitForHeld(_ count: Int) -> Bool {
    while state.withLock({ $0.held.count }) < count {
      guard arrival.wait() else { return false }
    }
    return true
  }

  /// Answers all that was kept.
  func release(_ outcome: ModelOrder.Outcome = OrderDesk.outcome) {
    let replies = state.withLock { state in
      defer { state.held = [] }
      return state.held
    }
    for reply in replies { reply(outcome) }
  }
}
