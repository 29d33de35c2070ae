import Foundation
import Glibc
import Synchronization

/// A process whose two streams are read while it runs.
final class RunningTool: Sendable {
  // A class because it stands for a process, which is one thing however often it is passed on.

  private let process: Process
  private let output = StreamReader()
  private let errors = StreamReader()

  init(_ process: Process) throws {
    self.process = process
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output.pipe
    process.standardError = errors.pipe
    try RunningTool.withInterruptions { try process.run() }
    output.start()
    errors.start()
  }

  /// Starts a process that Ctrl-C reaches.
  ///
  /// A child inherits what its parent ignores, as a script's background job does, and what the
  /// starting thread blocks, as the threads of Dispatch do.
  private static func withInterruptions(_ start: () throws -> Void) rethrows {
    signal(SIGINT, SIG_DFL)
    var interruption = sigset_t()
    var before = sigset_t()
    sigemptyset(&interruption)
    sigaddset(&interruption, SIGINT)
    pthread_sigmask(SIG_UNBLOCK, &interruption, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    try start()
  }

  /// Waits until standard output holds a text; false if it ended before.
  func waits(for text: String) -> Bool { output.waits(for: text) }

  /// Waits until standard error holds a text; false if it ended before.
  func waits(forError text: String) -> Bool { errors.waits(for: text) }

  /// Sends the signal of Ctrl-C.
  func interrupt() { process.interrupt() }

  /// Sends the signal that asks for an end, SIGTERM.
  func terminate() { process.terminate() }

  /// Lets the process stand still, as a hung one does.
  func suspend() { Glibc.kill(process.processIdentifier, SIGSTOP) }

  /// Ends the process at once.
  func kill() { Glibc.kill(process.processIdentifier, SIGKILL) }

  /// Waits for the end.
  func outcome() -> Tool.Outcome {
    let (output, errors) = (self.output.text(), self.errors.text())
    process.waitUntilExit()
    return Tool.Outcome(
      status: process.terminationReason == .exit
        ? process.terminationStatus : 128 + process.terminationStatus,
      output: output, errors: errors)
  }
}

/// Reads a pipe to its end on a thread of its own, so that neither stream can fill up and block.
private final class StreamReader: Sendable {
  let pipe = Pipe()
  private let state = Mutex((bytes: Data(), hasEnded: false))
  private let changed = NSCondition()

  func start() {
    let handle = pipe.fileHandleForReading
    Thread.detachNewThread { [self] in
      while true {
        let bytes = handle.availableData
        changed.lock()
        state.withLock {
          $0.bytes += bytes
          $0.hasEnded = bytes.isEmpty
        }
        changed.broadcast()
        changed.unlock()
        if bytes.isEmpty { return }
      }
    }
  }

  func waits(for text: String) -> Bool {
    let wanted = Data(text.utf8)
    return wait { $0.bytes.range(of: wanted) != nil || $0.hasEnded }.range(of: wanted) != nil
  }

  func text() -> String {
    String(decoding: wait { $0.hasEnded }, as: UTF8.self)
  }

  private func wait(until isDone: ((bytes: Data, hasEnded: Bool)) -> Bool) -> Data {
    changed.lock()
    defer { changed.unlock() }
    while true {
      let now = state.withLock { $0 }
      if isDone(now) { return now.bytes }
      changed.wait()
    }
  }
}
