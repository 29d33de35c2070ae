import Foundation

/// The built executable, run as a process of its own.
enum Tool {
  /// How a process ended and what it wrote.
  struct Outcome {
    let status: Int32
    let output: String
    let errors: String

    /// The lines of standard output.
    var lines: [String] { output.split(separator: "\n").map(String.init) }
    /// The one JSON object on standard output.
    var json: JSON { get throws { try JSON(output) } }
    /// The body of the error object on standard error.
    var error: JSON { get throws { try JSON(errors)["error"] } }
  }

  /// The directory of the build's products: that of the test bundle, which is an executable itself.
  private static let products = URL(fileURLWithPath: "/proc/self/exe")
    .resolvingSymlinksInPath().deletingLastPathComponent()

  static let path = products.appendingPathComponent("mnistctl")
  /// The built daemon; see ``RunningDaemon``.
  static let daemon = products.appendingPathComponent("mnistd")

  /// What the process sees of the environment, besides what a test sets: no data, no terminal.
  private static func environment(home: URL) -> [String: String] {
    ["PATH": "/usr/bin:/bin", "HOME": home.path, "LC_ALL": "C.UTF-8"]
  }

  /// Runs the tool in a directory to its end.
  static func run(
    _ arguments: [String], in scratch: Scratch, environment: [String: String] = [:]
  ) throws -> Outcome {
    try start(arguments, in: scratch, environment: environment).outcome()
  }

  /// Runs a shell's command line in a directory to its end; `$mnistctl` is the tool.
  static func shell(
    _ command: String, in scratch: Scratch, environment: [String: String] = [:]
  ) throws -> Outcome {
    try startShell(command, in: scratch, environment: environment).outcome()
  }

  /// Starts a shell's command line in a directory; `$mnistctl` is the tool.
  static func startShell(
    _ command: String, in scratch: Scratch, environment: [String: String] = [:]
  ) throws -> RunningTool {
    try start(
      ["-c", command], in: scratch,
      environment: environment.merging(["mnistctl": path.path]) { given, _ in given },
      executable: URL(fileURLWithPath: "/bin/bash"))
  }

  /// Starts the tool in a directory.
  static func start(
    _ arguments: [String], in scratch: Scratch, environment added: [String: String] = [:],
    executable: URL = path
  ) throws -> RunningTool {
    let process = Process()
    process.executableURL = executable
    process.arguments = arguments
    process.currentDirectoryURL = scratch.directory
    process.environment = environment(home: scratch.directory).merging(added) { _, given in given }
    return try RunningTool(process)
  }
}
