internal import Posix
import Synchronization

/// Where other threads leave messages for a worker.
///
/// A class because both sides share it.
final class WorkerInbox: Sendable {
  /// What waits; `nil` once nobody looks any more.
  private let messages = Mutex<[WorkerMessage]?>([])
  /// Readable while there is something to look at.
  let bell: EventCounter

  init() throws(ResourceError) { bell = try EventCounter() }

  /// Leaves a message and wakes the worker, or declines it where the worker has ended.
  func post(_ message: WorkerMessage) {
    let isTaken = messages.withLock { $0?.append(message) } != nil
    isTaken ? bell.signal() : message.decline()
  }

  /// All messages, in their order.
  func takeAll() -> [WorkerMessage] {
    messages.withLock { messages in
      let taken = messages ?? []
      messages = []
      return taken
    }
  }

  /// Takes no more messages.
  ///
  /// - Returns: those that nobody has looked at.
  func close() -> [WorkerMessage] {
    messages.withLock { messages in
      let left = messages ?? []
      messages = nil
      return left
    }
  }
}
