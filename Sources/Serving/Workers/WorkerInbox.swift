internal import Posix
import Synchronization

/// Where other threads leave messages for a worker.
///
/// A class because both sides share it.
final class WorkerInbox: Sendable {
  private let messages = Mutex<[WorkerMessage]>([])
  /// Readable while there is something to look at.
  let bell: EventCounter

  init() throws(ResourceError) { bell = try EventCounter() }

  /// Leaves a message and wakes the worker.
  func post(_ message: WorkerMessage) {
    messages.withLock { $0.append(message) }
    bell.signal()
  }

  /// All messages, in their order.
  func takeAll() -> [WorkerMessage] {
    messages.withLock { messages in
      let taken = messages
      messages = []
      return taken
    }
  }
}
