package import Posix
internal import Synchronization

/// A thread that carries out small tasks in their order, for those who must not wait for them.
///
/// It is bounded: where the tasks cannot keep up, further ones are dropped and counted.
///
/// A class because it owns the thread.
package final class TaskQueue: Sendable {
  /// What the thread and its masters share; a class because both hold it.
  private final class Shared: Sendable {
    let tasks = Mutex<Tasks>(Tasks())
    let arrived: EventCounter
    let ended: EventCounter
    let dropped = Atomic<UInt64>(0)

    init() throws(ResourceError) {
      arrived = try EventCounter()
      ended = try EventCounter()
    }

    /// Carries out tasks until the last one before the end.
    func run() {
      while true {
        let (batch, isFinished) = tasks.withLock { $0.take() }
        for task in batch { task() }
        if batch.isEmpty {
          if isFinished { break }
          // Only a system out of memory could fail here; then this becomes a slow loop.
          _ = try? arrived.wait(for: .readable, timeoutMilliseconds: nil)
          _ = try? arrived.take()
        }
      }
      ended.signal()
    }
  }

  private struct Tasks {
    var waiting: [@Sendable () -> Void] = []
    var isFinished = false

    mutating func take() -> ([@Sendable () -> Void], Bool) {
      defer { waiting.removeAll(keepingCapacity: true) }
      return (waiting, isFinished)
    }
  }

  private let shared: Shared
  private let thread: Thread
  private let capacity: Int

  /// Starts the thread.
  ///
  /// - Parameter capacity: how many tasks wait at most.
  package init(named name: String, capacity: Int) throws(ResourceError) {
    let shared = try Shared()
    self.shared = shared
    self.capacity = capacity
    thread = try Thread(named: name) { shared.run() }
  }

  deinit {
    // The thread ends when it has done what it was given.
    shared.tasks.withLock { $0.isFinished = true }
    shared.arrived.signal()
  }

  /// How many tasks were dropped.
  package var droppedCount: UInt64 { shared.dropped.load(ordering: .relaxed) }

  /// Hands a task over; any thread may.
  ///
  /// - Returns: whether it will be carried out: not where too many wait or the end has come.
  @discardableResult
  package func submit(_ task: @escaping @Sendable () -> Void) -> Bool {
    let isTaken = shared.tasks.withLock { tasks in
      guard !tasks.isFinished, tasks.waiting.count < capacity else { return false }
      tasks.waiting.append(task)
      return true
    }
    if isTaken {
      shared.arrived.signal()
    } else {
      shared.dropped.wrappingAdd(1, ordering: .relaxed)
    }
    return isTaken
  }

  /// Takes no more tasks, and waits until the others are done, but no longer than a while.
  ///
  /// - Returns: whether they are done.
  @discardableResult
  package func finish(withinMilliseconds patience: Int) -> Bool {
    shared.tasks.withLock { $0.isFinished = true }
    shared.arrived.signal()
    // The counter is not taken, so a second call finds the end as well.
    let isDone = (try? shared.ended.wait(for: .readable, timeoutMilliseconds: patience)) ?? false
    if isDone { thread.join() }
    return isDone
  }
}
