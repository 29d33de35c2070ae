import ArgumentParser
import LinearAlgebra
import Logging
import ModelFile
import Posix
import Serving
import SystemPackage
import WireProtocol

/// The daemon's command line.
///
/// A command, though it has no verbs, because only commands have a name of their own in help,
/// manual pages and completions.
struct MnistD: ParsableCommand {
  @Option(
    help: ArgumentHelp(
      "Directory of the model files NAME.mlp, NAME@VERSION.mlp; it must be named.",
      valueName: "dir"))
  var models: String?
  @Option(
    help: ArgumentHelp(
      "Path of the data socket to bind. (default: none, for one that is handed over)",
      valueName: "path"))
  var socket: String?
  @Option(
    help: ArgumentHelp(
      "Path of the control socket to bind. (default: none, or one that is handed over)",
      valueName: "path"))
  var controlSocket: String?
  @Option(
    help: ArgumentHelp(
      """
      Directory where pins, labels, rollbacks and unloads are kept, with the models that they mean \
      by their bytes. (default: $STATE_DIRECTORY, which systemd sets, else none)
      """, valueName: "dir"))
  var state: String?
  @Option(
    help: ArgumentHelp(
      "Model for requests that name none. (default: the only name there is, else 'default')",
      valueName: "name"))
  var `default`: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Threads that serve, 1-256. (default: usable CPUs, at most 8)", valueName: "n"))
  var workers: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      """
      Microseconds that a worker looks for the next request before it sleeps: quicker answers for \
      a processor that is never idle under load. (default: 0)
      """, valueName: "us"))
  var busyPoll: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Model files loaded at once. (default: 64)", valueName: "n"))
  var maxModels: String?
  @OptionGroup(title: "Limits of connections") var limitOptions: LimitOptions
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Milliseconds for answers to be read when the daemon stops. (default: 10000)",
      valueName: "ms"))
  var drainTimeout: String?
  @Option(
    help: ArgumentHelp(
      "What is logged: trace, debug, info, notice, warning, error, critical. (default: info)",
      valueName: "level"))
  var logLevel: String?
  @Flag(
    help: """
      Check the configuration, all model files, the state directory and the sockets' paths, and \
      serve nothing.
      """)
  var check = false
  @Flag(help: "Print the versions of the daemon, the model format and the protocol.")
  var version = false

  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "mnistd", abstract: "Serve image classifiers on Unix sockets.",
      discussion: """
        The daemon loads the model files of a directory, notices when they change, and answers \
        clients such as 'mnistctl classify' on the data socket; on the control socket, \
        'mnistctl models' and 'mnistctl reload' give orders. Sockets that the service manager \
        hands over, named 'data' and 'control', win over paths. A file that fails its checks \
        never replaces a model.

        Every option may also stand in the environment, as MNISTD_ and the option's name in \
        capitals: MNISTD_MAX_BATCH for --max-batch, MNISTD_CHECK=1 for --check. What is typed \
        counts; any other variable MNISTD_... is refused. MNISTKIT_KERNELS (scalar, avx2, avx512, \
        vnni, amx, neon, dotprod) chooses the kernels, the fastest if it is not set.

        Signals: SIGTERM and SIGINT end the daemon after everything received is answered, a second \
        one at once; SIGHUP looks at all models again.

        Exit codes: 0 done, 2 wrong usage, 3 a model file is refused (--check), 4 the \
        environment (missing directory, permission, socket taken).
        """)
  }

  func run() throws {
    if version {
      try Terminal.write(
        "\(ServerBuild.name), model file \(ModelFile.majorVersion).\(ModelFile.minorVersion), "
          + "protocol \(WireFormat.version).\(WireFormat.minorVersion)\n", to: .standardOutput)
      return
    }
    try VariableCheck.run()
    let (configuration, level) = (try configuration(), try level())
    if try Setting("--check", check ? "1" : nil).flag() {
      return try ModelCheck(configuration).run()
    }
    try serve(configuration, loggingFrom: level)
  }

  private func serve(
    _ configuration: ServerConfiguration, loggingFrom level: Logger.Level
  ) throws {
    do {
      // Before any thread is made, so that all of them leave signals to this descriptor.
      let signals = try SignalDescriptor()
      let logger = try makeLogger(level)
      let sockets = try ServerSockets(configuration, inherited: try InheritedDescriptors())
      var random = SystemRandomNumberGenerator()
      let bootID = (0..<16).map { _ in UInt8.random(in: 0...255, using: &random) }
      let server = try Server(
        configuration, sockets: sockets, manager: try ServiceManager(), bootID: bootID,
        logger: logger.logger)
      defer { logger.lines?.finish(withinMilliseconds: 1_000) }
      try server.run(signals)
    } catch let error as ServerError {
      throw StartFailure(error, starting: configuration)
    } catch let error as ResourceError {
      throw StartFailure(error, starting: configuration)
    }
  }

  private func configuration() throws(StartFailure) -> ServerConfiguration {
    guard let models = try Setting("--models", models).text() else {
      throw StartFailure(
        status: StartFailure.usage,
        message: "mnistd needs --models DIR or MNISTD_MODELS, the directory of the model files")
    }
    var configuration = ServerConfiguration(
      modelDirectory: FilePath(models), kernels: try kernels(), build: ServerBuild.name)
    configuration.dataSocket = try Setting("--socket", socket).text().map { FilePath($0) }
    configuration.controlSocket =
      try Setting("--control-socket", controlSocket).text().map { FilePath($0) }
    try Setting.checkApart([
      Setting("--models", models), Setting("--socket", socket),
      Setting("--control-socket", controlSocket),
    ])
    let state = try Setting("--state", state).text() ?? Environment.value("STATE_DIRECTORY")
    configuration.stateDirectory = state.flatMap { $0.isEmpty ? nil : FilePath($0) }
    configuration.defaultName = try Setting("--default", `default`).modelName()
    let count = try Setting("--workers", workers).number(in: 1...256)
    configuration.workers =
      count.map(Int.init)
      ?? ServerConfiguration.defaultWorkerCount(processors: ProcessorCount.affinity)
    if let time = try Setting("--busy-poll", busyPoll).number(
      in: 0...ServerConfiguration.greatestBusyPollMicroseconds)
    {
      configuration.busyPollMicroseconds = time
    }
    if let count = try Setting("--max-models", maxModels).number(in: 1...65_536) {
      configuration.maximumModels = Int(count)
    }
    configuration.limits = try limitOptions.limits()
    configuration.memoryByteLimit = try limitOptions.memoryByteLimit(for: configuration.limits)
    if let time = try Setting("--drain-timeout", drainTimeout).number(in: 0...UInt64(Int32.max)) {
      configuration.drainTimeout = .milliseconds(Int64(time))
    }
    if let objection = configuration.objection {
      throw StartFailure(status: StartFailure.usage, message: objection)
    }
    return configuration
  }

  private func kernels() throws(StartFailure) -> KernelSet {
    guard let name = Environment.value("MNISTKIT_KERNELS"), !name.isEmpty else { return .best }
    do {
      return try KernelSet(named: name)
    } catch {
      throw StartFailure(
        status: StartFailure.environment, message: "MNISTKIT_KERNELS: \(error)")
    }
  }

  private func level() throws(StartFailure) -> Logger.Level {
    let setting = Setting("--log-level", logLevel)
    let name = try setting.text() ?? "info"
    guard let level = Logger.Level(rawValue: name) else {
      let levels = Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")
      throw StartFailure(
        status: StartFailure.usage,
        message: "\(setting.option) must be one of \(levels), found '\(name)'")
    }
    return level
  }

  /// The log of the daemon: the journal where standard error goes there, else lines.
  private func makeLogger(
    _ level: Logger.Level
  ) throws(ResourceError) -> (logger: Logger, lines: LogLines?) {
    var lines: LogLines?
    var logger: Logger
    if JournalSocket.isStandardError {
      let journal = JournalLogHandler.Journal(try JournalSocket())
      logger = Logger(label: "mnistd") { _ in
        JournalLogHandler(identifier: "mnistd", journal: journal)
      }
    } else {
      let made = try LogLines.onStandardError()
      lines = made
      logger = Logger(label: "mnistd") { _ in LineLogHandler(writingTo: made) }
    }
    logger.logLevel = level
    return (logger, lines)
  }
}
