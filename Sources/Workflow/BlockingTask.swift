internal import Dispatch
internal import Synchronization

/// Asynchronous work that a synchronous caller waits for: the one bridge between the two.
///
/// The work runs on threads of its own. On those of Swift's common pool it could wait for ever:
/// callers that block there, as tests do, leave no thread to the work they wait for.
final class BlockingTask<Value: Sendable>: Sendable {
  // A class because the work and its caller share one place for the result.

  private let result = Mutex<Value?>(nil)
  private let finished = DispatchSemaphore(value: 0)
  private let task = Mutex<Task<Void, Never>?>(nil)

  /// Starts the work.
  init(_ work: @escaping @Sendable () async -> Value) {
    let task = Task.detached(executorPreference: OwnThreads()) { [self] in
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

  /// Asks the work to stop, and waits for its result.
  func cancel() -> Value {
    task.withLock { $0?.cancel() }
    finished.wait()
    return take()
  }

  private func take() -> Value {
    guard let value = result.withLock({ $0 }) else {
      preconditionFailure("finished work has a result")
    }
    return value
  }
}

/// Threads of Dispatch, which makes new ones where others block.
private final class OwnThreads: TaskExecutor {
  // A class because executors have an identity.

  private let queue = DispatchQueue(label: "mnistkit.blocking-task")

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { unsafe job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }
}
