internal import Posix
internal import Synchronization
internal import WireProtocol

/// Requests on their way from tasks to the thread of a connection, and what it tells them.
///
/// A class because the tasks and the thread share it.
final class RequestInbox: Sendable {
  private struct Contents {
    var arrived: [PendingRequest] = []
    var isAsleep = false
    var isClosed = false
  }

  private let contents = Mutex(Contents())
  private let newestLimits = Mutex<ServerLimits?>(nil)
  /// From how many bytes of pixels on a memory file is the faster way.
  let pixelFileThreshold = Atomic<Int>(.max)
  /// Rung where the thread sleeps and something has arrived.
  let bell: EventCounter
  /// What the thread waits for; made here, so that whoever lacks a descriptor learns it at once.
  let events: Epoll
  /// How many requests the thread had open at the end of its last turn, and those that came since.
  let load = Atomic<Int>(0)

  /// Makes an empty inbox.
  ///
  /// - Throws: `ResourceError` where the process has no descriptor left.
  init() throws(ResourceError) {
    let bell = try EventCounter()
    let events = try Epoll()
    try events.add(bell, token: Self.bellToken, for: .readable)
    self.bell = bell
    self.events = events
  }

  /// What the event set calls the bell; connections have other numbers.
  static let bellToken: UInt64 = 0

  // MARK: - The tasks' side

  /// Hands a request over; where the inbox is closed, it fails.
  func submit(_ request: PendingRequest) {
    let (isClosed, wasAsleep) = contents.withLock { contents in
      if contents.isClosed { return (true, false) }
      contents.arrived.append(request)
      defer { contents.isAsleep = false }
      return (false, contents.isAsleep)
    }
    if isClosed { return request.finish(.failure(.closed)) }
    load.wrappingAdd(1, ordering: .relaxed)
    if wasAsleep { bell.signal() }
  }

  /// Takes no more requests, and ends the thread.
  func close() {
    contents.withLock { contents in
      contents.isClosed = true
      contents.isAsleep = false
    }
    bell.signal()
  }

  /// What the server last announced; `nil` before the first connection.
  var limits: ServerLimits? { newestLimits.withLock { $0 } }

  // MARK: - The thread's side

  /// Tells the tasks of a new connection.
  func note(_ greeting: HelloAnswer) {
    newestLimits.withLock { $0 = greeting.limits }
    pixelFileThreshold.store(greeting.pixelFileThreshold, ordering: .relaxed)
  }

  /// Exchanges what has arrived for an empty list, whose memory is used again.
  ///
  /// - Returns: whether the inbox is open.
  func take(into list: inout [PendingRequest]) -> Bool {
    contents.withLock { contents in
      swap(&contents.arrived, &list)
      contents.isAsleep = false
      return !contents.isClosed
    }
  }

  /// Notes that the thread will sleep until the bell rings.
  ///
  /// - Returns: whether it may: nothing has arrived since it looked.
  func fallAsleep() -> Bool {
    contents.withLock { contents in
      guard contents.arrived.isEmpty, !contents.isClosed else { return false }
      contents.isAsleep = true
      return true
    }
  }
}
