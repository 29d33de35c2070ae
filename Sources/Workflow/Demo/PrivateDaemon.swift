internal import Dispatch
internal import Posix
internal import ServingClient
internal import Subprocess
internal import SystemPackage
internal import WireProtocol

/// A daemon on sockets of its own, in a directory that goes with it.
///
/// Noncopyable, because a process must be ended and a directory removed once.
struct PrivateDaemon: ~Copyable {
  /// What stands in the directory.
  private enum Entry: String {
    case models
    case socket = "data.sock"
    case controlSocket = "control.sock"
  }

  /// The directory of its models.
  var models: FilePath { PrivateDaemon.path(.models, directory.path) }
  /// Its data socket.
  var socket: FilePath { PrivateDaemon.path(.socket, directory.path) }
  /// Its control socket.
  var controlSocket: FilePath { PrivateDaemon.path(.controlSocket, directory.path) }

  private let directory: TemporaryDirectory
  private let process: BlockingTask<String>

  /// How long it may take until it answers.
  private static let patience = Duration.seconds(10)
  /// How often it is asked.
  private static let interval = DispatchTimeInterval.milliseconds(1)
  /// How long it may take to end when it is asked to.
  private static let farewell = Duration.seconds(5)
  /// More than it has to say about why it does not start.
  private static let logLimit = 65_536

  /// Where the daemon's program stands beside the running one; `nil` where it does not.
  static var executable: FilePath? {
    guard let path = ExecutablePath.current?.removingLastComponent().appending("mnistd"),
      // What cannot be looked at cannot be run either.
      let status = try? FileStatus.ifPresent(path), status.kind == .regularFile
    else { return nil }
    return path
  }

  private init(in directory: consuming TemporaryDirectory, _ process: BlockingTask<String>) {
    self.directory = directory
    self.process = process
  }

  /// Starts the daemon over some models, and waits until it serves.
  ///
  /// - Parameters:
  ///   - files: the bytes of the model files by their names.
  ///   - kernels: the name of the kernels that it is to compute with.
  static func start(
    _ executable: FilePath, models files: [String: [UInt8]], kernels: String
  ) throws(WorkflowError) -> PrivateDaemon {
    let directory = try makeDirectory(of: files)
    let arguments = [
      "--models", path(.models, directory.path).string,
      "--socket", path(.socket, directory.path).string,
      "--control-socket", path(.controlSocket, directory.path).string,
    ]
    let process = BlockingTask {
      await run(executable, arguments, ["MNISTKIT_KERNELS": kernels])
    }
    let daemon = PrivateDaemon(in: directory, process)
    try daemon.awaitReady()
    return daemon
  }

  deinit {
    _ = process.cancel()
  }

  /// Lets the daemon look at its models, and waits for the outcome.
  func reload() throws(WorkflowError) {
    do {
      var connection = try ServingConnection(to: controlSocket.string, as: "mnistctl demo")
      _ = try connection.reload()
    } catch {
      throw WorkflowError(error)
    }
  }

  private static func path(_ entry: Entry, _ directory: FilePath) -> FilePath {
    directory.appending(entry.rawValue)
  }

  private static func makeDirectory(
    of files: [String: [UInt8]]
  ) throws(WorkflowError) -> TemporaryDirectory {
    do {
      let directory = try TemporaryDirectory(named: "mnistctl")
      let models = path(.models, directory.path)
      try Directory.create(models)
      for (name, bytes) in files { try AtomicFile.replace(models.appending(name), with: bytes) }
      return directory
    } catch {
      throw WorkflowError(error)
    }
  }

  private func awaitReady() throws(WorkflowError) {
    let end = MonotonicClock.now + PrivateDaemon.patience
    while MonotonicClock.now < end {
      if let log = process.value(within: PrivateDaemon.interval) {
        let reason = log.split(separator: "\n").last.map(String.init) ?? "it said nothing"
        throw WorkflowError(.environment, code: "daemon", "mnistd has ended: \(reason)")
      }
      if isReady() { return }
    }
    throw WorkflowError(
      .environment, code: "daemon", "mnistd does not answer within \(PrivateDaemon.patience)")
  }

  private func isReady() -> Bool {
    do {
      var connection = try ServingConnection(to: socket.string, as: "mnistctl demo")
      return try connection.status().state == .ready
    } catch {
      // Not yet there: whoever waits asks again, and sees the process end if it does.
      return false
    }
  }

  /// Runs the daemon until the task is cancelled, and gives what it has logged.
  private static func run(
    _ executable: FilePath, _ arguments: [String], _ environment: [String: String]
  ) async -> String {
    var options = PlatformOptions()
    options.teardownSequence = [
      .send(signal: .terminate, allowedDurationToNextStep: farewell)
    ]
    do {
      let result = try await Subprocess.run(
        .path(executable), arguments: Arguments(arguments),
        environment: .custom(
          Dictionary(
            uniqueKeysWithValues: environment.map { (Environment.Key(stringLiteral: $0), $1) })),
        platformOptions: options, input: .none, output: .discarded,
        error: .string(limit: logLimit))
      return result.standardError
    } catch {
      return "it cannot be run: \(error)"
    }
  }
}
