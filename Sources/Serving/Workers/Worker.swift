package import Posix
package import Synchronization
package import WireProtocol

/// A thread that owns connections for as long as they last, and serves them.
///
/// It runs each request to completion: receive, parse in place, compute, send. Nothing that it uses
/// for that belongs to anybody else, so the path of a request has no lock, no queue and no
/// allocation. Everything here may be called from any thread.
///
/// A class because it has an identity: the thread.
package final class Worker: Sendable {
  /// Its number, from 0.
  package let index: Int
  /// How many connections it has or has been given.
  package let connectionCount = Atomic<Int>(0)
  /// Requests that it has received and not answered.
  package let requestsInFlight = Atomic<Int>(0)

  private let context: ServerContext
  private let inbox: WorkerInbox
  private let thread = Mutex<Thread?>(nil)

  /// Prepares a worker.
  ///
  /// - Throws: `ResourceError` where the process has no descriptor left.
  package init(index: Int, context: ServerContext) throws(ResourceError) {
    self.index = index
    self.context = context
    inbox = try WorkerInbox()
  }

  /// Starts the thread.
  ///
  /// - Throws: `ResourceError` where there is no room for another one.
  package func start() throws(ResourceError) {
    let events = try WorkerEvents(inbox)
    let started = try Thread(named: "worker \(index)") { [self] in
      WorkerLoop(self, context: context, inbox: inbox, events: events).run()
    }
    thread.withLock { $0 = started }
  }

  /// Gives it a connection.
  ///
  /// - Parameters:
  ///   - user: the user id of the client.
  ///   - onClose: called once on the worker's thread, when the connection is closed.
  package func adopt(
    _ stream: consuming UnixStream, on socket: SocketKind, user: UInt32,
    onClose: @escaping @Sendable () -> Void
  ) {
    connectionCount.add(1, ordering: .relaxed)
    inbox.post(.adopt(Newcomer(stream, on: socket, user: user, onClose: onClose)))
  }

  /// Lets it look at the board, where another catalogue is up.
  package func wake() { inbox.bell.signal() }

  /// Calls back on the worker's thread with what it has counted.
  package func collect(_ report: @escaping @Sendable (WorkerReport) -> Void) {
    inbox.post(.collect(report))
  }

  /// Calls back on the worker's thread after it has classified a sample with the default model.
  package func prove(_ done: @escaping @Sendable () -> Void) { inbox.post(.prove(done)) }

  /// Says good-bye to all clients, answers what they have sent, closes, and ends the thread.
  ///
  /// - Parameter nanoseconds: the moment of the monotonic clock at which it ends in any case.
  package func drain(until nanoseconds: UInt64) {
    inbox.post(.drain(untilNanoseconds: nanoseconds))
  }

  /// Closes all connections and ends the thread.
  package func stop() { inbox.post(.stop) }

  /// Waits for the end of the thread.
  package func join() { thread.withLock { $0 }?.join() }
}
