package import Posix
internal import Synchronization

/// The lines of all logs on their way to one stream, such as standard error.
///
/// Whoever logs does not wait for the reader of a pipe or for a slow disk: a thread of its own
/// does. Lines beyond what it can keep are dropped, and the next line says how many.
///
/// A class because it owns the thread.
package final class LogLines: Sendable {
  private let queue: TaskQueue
  private let put: @Sendable (String) -> Void
  private let reported = Atomic<UInt64>(0)

  /// How many lines wait at most; some hundred bytes each.
  private static let capacity = 1024

  /// Starts the thread that writes.
  ///
  /// - Parameter put: writes a text whole, and may wait; called on that thread.
  package init(put: @escaping @Sendable (String) -> Void) throws(ResourceError) {
    self.put = put
    queue = try TaskQueue(named: "log", capacity: Self.capacity)
  }

  /// The lines that go to standard error.
  package static func onStandardError() throws(ResourceError) -> LogLines {
    try LogLines { text in
      // There is nowhere left to complain.
      try? Terminal.write(text, to: .standardError)
    }
  }

  /// Hands a line over.
  package func write(_ line: String) {
    queue.submit { [self] in
      let dropped = queue.droppedCount
      let before = reported.exchange(dropped, ordering: .relaxed)
      let note = "warning: \(dropped - before) log lines were dropped\n"
      put((dropped > before ? note : "") + line + "\n")
    }
  }

  /// Waits until all lines are written, but no longer than a while; nothing is written afterwards.
  package func finish(withinMilliseconds patience: Int) {
    queue.finish(withinMilliseconds: patience)
  }
}
