internal import Posix
internal import Synchronization

/// Some connections of a load and the loop that drives them.
final class LoadLane: Sendable {
  // A class because its thread and whoever started it share one place for the figures.

  /// What has become of a load.
  struct Report {
    /// What the connections have seen.
    var figures = LoadFigures()
    /// What the answers have shown about generations.
    var check: GenerationCheck
    /// When the last request was due, at the latest.
    var end: UInt64 = 0
  }

  /// How long before a request is due the thread stops sleeping: a timer wakes it up to 60
  /// microseconds late, which would count as the server's latency.
  private static let vigil: UInt64 = 100_000
  /// How often a thread with nothing to do looks whether the load goes on.
  private static let patienceMilliseconds = 20
  /// The token of the timer; connections have their places.
  private static let timerToken = UInt64.max

  private struct State: ~Copyable {
    let epoll: Epoll
    let timer: TimerDescriptor
    var events = EpollEvents(capacity: 64)
    var connections: [LoadConnection]
    var report: Report
  }

  private let state: Mutex<State>

  /// Connects the clients of a lane.
  ///
  /// - Parameter numbers: the numbers of its connections among all of the load.
  init(
    _ plan: LoadConnection.Plan, numbers: StrideTo<Int>, check: GenerationCheck
  ) throws(WorkflowError) {
    let epoll = try LoadLane.make { () throws(ResourceError) in try Epoll() }
    let timer = try LoadLane.make { () throws(ResourceError) in try TimerDescriptor() }
    do { try epoll.add(timer, token: LoadLane.timerToken, for: .readable) } catch {
      throw WorkflowError(error)
    }
    var connections: [LoadConnection] = []
    for number in numbers {
      connections.append(
        try LoadConnection(
          plan, number: number, token: UInt64(connections.count), check: check, watchedBy: epoll))
    }
    state = Mutex(
      State(
        epoll: epoll, timer: timer, connections: connections, report: Report(check: check)))
  }

  private static func make<Value: ~Copyable>(
    _ body: () throws(ResourceError) -> Value
  ) throws(WorkflowError) -> Value {
    do { return try body() } catch { throw WorkflowError(error) }
  }

  /// What has become of the load.
  var report: Report { state.withLock { $0.report } }

  /// Puts the load on the server, until all of it is answered or the time is over.
  func run(_ window: LoadWindow, while goesOn: @Sendable () -> Bool) {
    state.withLock { state in
      do {
        try LoadLane.drive(&state, window, goesOn)
      } catch {
        state.report.figures.failure = "\(error)"
      }
      for connection in state.connections {
        state.report.figures.merge(connection.figures)
        state.report.check.merge(connection.check)
      }
    }
  }

  private static func drive(
    _ state: inout State, _ window: LoadWindow, _ goesOn: @Sendable () -> Bool
  ) throws(ResourceError) {
    for connection in state.connections { connection.begin(window) }
    var (end, last) = (window.end, window.last)
    while true {
      let now = MonotonicClock.nanoseconds
      if now < end, !goesOn() { (end, last) = (now, now + 1_000_000_000) }
      var next = UInt64.max
      var isIdle = true
      for connection in state.connections {
        try connection.send(now: now, end: end, watchedBy: state.epoll)
        if let moment = connection.nextMoment(before: end) { next = min(next, moment) }
        if !connection.isIdle { isIdle = false }
      }
      if now >= end, isIdle || now >= last { break }
      if state.connections.allSatisfy(\.isGivenUp) { break }
      try wait(&state, until: next)
      try react(&state)
    }
    let now = MonotonicClock.nanoseconds
    for connection in state.connections { connection.finish(now: now, end: min(end, now)) }
    state.report.end = min(end, now)
  }

  /// Waits for an answer, for room, or for the moment at which something is due.
  private static func wait(_ state: inout State, until next: UInt64) throws(ResourceError) {
    let now = MonotonicClock.nanoseconds
    let rest = next > now ? next - now : 0
    guard rest > vigil else {
      try state.epoll.wait(into: &state.events, timeoutMilliseconds: 0)
      return
    }
    if rest < UInt64(patienceMilliseconds) * 1_000_000 {
      try state.timer.set(after: .nanoseconds(Int64(rest - vigil)))
    }
    try state.epoll.wait(into: &state.events, timeoutMilliseconds: patienceMilliseconds)
  }

  private static func react(_ state: inout State) throws(ResourceError) {
    for index in 0..<state.events.count {
      let event = state.events[index]
      if event.token == timerToken {
        _ = try state.timer.take()
      } else {
        try state.connections[Int(event.token)].react(
          to: event.readiness, watchedBy: state.epoll)
      }
    }
  }
}
