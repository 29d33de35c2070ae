import Foundation
import Testing

/// The built daemon on private sockets, with a directory of models of its own.
///
/// All of it lies in a directory of the test: `models`, `state`, `data.sock` and `control.sock`.
final class RunningDaemon: Sendable {
  // A class because a process must be ended once: the daemon goes when the test ends.

  /// Two sound models of other bytes and the same shape, and one that no daemon takes.
  static let (digits, everything) = (
    Fixtures.path("golden/digits-1.0.mlp"), Fixtures.path("golden/everything-1.0.mlp")
  )

  let scratch: Scratch
  private let process: RunningTool

  /// Starts the daemon and waits until it has looked at all of its models.
  ///
  /// - Parameters:
  ///   - models: what the directory of models holds: the path of a file for each name.
  ///   - options: further options of `mnistd`.
  init(
    in scratch: Scratch, models: [String: String] = [:], options: [String] = []
  ) throws {
    self.scratch = scratch
    for name in ["models", "state"] {
      try FileManager.default.createDirectory(
        atPath: scratch.path(name), withIntermediateDirectories: true)
    }
    for (name, source) in models {
      try FileManager.default.copyItem(atPath: source, toPath: scratch.path("models/\(name)"))
    }
    process = try Tool.start(
      [
        "--models", "models", "--state", "state", "--socket", "data.sock",
        "--control-socket", "control.sock", "--workers", "1",
      ] + options, in: scratch, executable: Tool.daemon)
    let isReady = process.waits(forError: "ready: ")
    try #require(isReady, "\(process.outcome().errors)")
  }

  deinit {
    process.kill()
    _ = process.outcome()
  }

  /// The variables by which `mnistctl` finds the daemon and its models.
  var environment: [String: String] {
    [
      "MNISTD_SOCKET": scratch.path("data.sock"),
      "MNISTD_CONTROL_SOCKET": scratch.path("control.sock"),
      "MNISTD_MODELS": scratch.path("models"),
    ]
  }

  /// Runs `mnistctl` against the daemon to its end.
  func run(_ arguments: String...) throws -> Tool.Outcome {
    try Tool.run(arguments, in: scratch, environment: environment)
  }

  /// Starts `mnistctl` against the daemon.
  func start(_ arguments: String...) throws -> RunningTool {
    try Tool.start(arguments, in: scratch, environment: environment)
  }

  /// Waits until the daemon's log holds a text; false if it ended before.
  func waits(forLog text: String) -> Bool { process.waits(forError: text) }

  /// Asks the daemon to end, and waits until it has answered everything.
  func stop() -> Tool.Outcome {
    process.terminate()
    return process.outcome()
  }

  /// Lets the daemon hang: its sockets take connections, and nobody answers.
  func suspend() { process.suspend() }

  /// Ends the daemon as a crash would, so that its sockets stay behind.
  func crash() {
    process.kill()
    _ = process.outcome()
  }
}
