internal import Dispatch
internal import Synchronization

/// Asynchronous work that a synchronous caller waits for: the one bridge between the two.
///
/// The caller must not stand on a thread of Swift's common pool, as asynchronous functions do: it
/// would block one of the few threads that the work it waits for needs.
final class BlockingTask<Value: Sendable>: Sendable {
  // A class because the work and its caller share one place for the result.

  private let result = Mutex<Value?>(nil)
  private let finished = DispatchSemaphore(value: 0)
  private let task = Mutex<Task<Void, Never>?>(nil)

  /// Starts the work.
  init(_ work: @escaping @Sendable () async -> Value) {
    let task = Task.detached { [self] in
      let value = await work()
      result.withLock { $0 = value }
      finished.signal()
    }
    self.task.withLock { $0 = task }
  }

  /// The result, or `nil` where the work takes longer than that.
  func value(within time: DispatchTimeInterval) -> Value? {
    guard finished.wait(timeout: .now() + time) == .success else { return nil }
    return take()
  }

  /// The result, however long the work takes.
  func wait() -> Value {
    finished.wait()
    return take()
  }

  /// Asks the work to stop, and waits for its result.
  func cancel() -> Value {
    task.withLock { $0?.cancel() }
    return wait()
  }

  private func take() -> Value {
    guard let value = result.withLock({ $0 }) else {
      preconditionFailure("finished work has a result")
    }
    return value
  }
}
