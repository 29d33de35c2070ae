import Glibc
import Posix
import ServingSupport
import SystemPackage
import Testing
import WireProtocol

/// Directories and sockets for daemons, and the service manager that hears of them.
final class DaemonFixture {
  // A class because its directories go with it.

  /// How a process ended and what it wrote.
  struct Outcome {
    let status: Int32
    let output: String
    let errors: String
  }

  private let root: TemporaryFolder
  let manager: DatagramReceiver

  /// The built executable, beside the test bundle.
  static let program: FilePath = {
    var bytes = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
    let count = readlink("/proc/self/exe", &bytes, bytes.count - 1)
    precondition(count > 0, "the test bundle does not know where it is")
    return FilePath(platformString: bytes).removingLastComponent().appending("mnistd")
  }()

  init() throws {
    root = try TemporaryFolder()
    manager = try DatagramReceiver()
    for directory in [models, state] { try Directory.create(directory) }
  }

  var models: FilePath { root.path.appending("models") }
  var state: FilePath { root.path.appending("state") }
  func socket(_ kind: SocketKind) -> FilePath { root.path.appending("\(kind)") }

  /// Puts a model file there, as `mnistctl` does: by renaming.
  func put(_ bytes: [UInt8], _ name: String) throws {
    try AtomicFile.replace(models.appending(name), with: bytes, syncing: false)
  }

  /// Runs the daemon to its end.
  static func run(
    _ arguments: [String], environment: [String: String] = [:]
  ) throws -> Outcome {
    let process = try ChildProcess(program, arguments, environment: environment)
    let status = try process.end()
    return Outcome(status: status, output: try process.output, errors: try process.errors)
  }

  /// The options that a daemon here needs.
  var options: [String] {
    [
      "--models", models.string, "--state", state.string, "--socket", socket(.data).string,
      "--control-socket", socket(.control).string, "--workers", "2",
    ]
  }

  /// Starts the daemon with its own options and others, and waits until it is ready.
  func start(
    _ more: [String] = [], environment: [String: String] = [:]
  ) throws -> ChildProcess {
    let process = try ChildProcess(
      Self.program, options + more,
      environment: environment.merging(["NOTIFY_SOCKET": manager.path.string]) { given, _ in given }
    )
    do {
      try manager.told("READY=1")
    } catch {
      Issue.record("the daemon is not ready: \((try? process.errors) ?? "")")
      throw error
    }
    return process
  }

  func connect(on kind: SocketKind = .data, greeting: Bool = true) throws -> WireClient {
    try WireClient(connectingTo: socket(kind), greeting: greeting)
  }

  /// The records that an order is answered with.
  @discardableResult
  func order(_ opcode: Opcode, _ reference: String = "") throws -> [ModelRecord] {
    try connect(on: .control).records(opcode, Array(reference.utf8))
  }

  /// The models in a few words each.
  func index() throws -> [String] { try order(.index).map(\.summary) }
}

extension ModelRecord {
  /// The model, its state, and its marks and labels.
  var summary: String {
    let marks = [isMarked(.isDefault, "default"), isMarked(.isPinned, "pinned")].compactMap(\.self)
    return ([version.isEmpty ? name : "\(name)@\(version)", "\(state)"] + marks + labels)
      .joined(separator: " ")
  }

  private func isMarked(_ mark: Marks, _ word: String) -> String? {
    marks.contains(mark) ? word : nil
  }
}
