import ArgumentParser
import LinearAlgebra
import MNISTData
import Posix
import SystemPackage
import WireProtocol
import Workflow

/// `mnistctl bench`: what a server can do, as its clients see it.
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measure the latency and throughput of a running mnistd.",
    discussion: """
      With --rate N requests are sent in an open loop, evenly spaced and whether or not answers \
      keep up, and latencies count from the moment at which a request was due: a server that \
      stalls is charged for every request that had to wait. With --rate max each connection keeps \
      --in-flight requests without an answer, which finds the throughput; --in-flight 1 measures \
      the round trip.

      Requests are made before the run, also the memory files of --memory-files. A connection that \
      ends is made anew and its unanswered requests are sent again. Lost is what was sent and \
      neither answered nor refused; mixed, what --check-model proves to come from no single model. \
      Either one gives exit code 1.

      Examples:
        mnistctl bench --in-flight 1
        mnistctl bench --connections 16 --seconds 10
        mnistctl bench --rate 20000 --batch 16 --images t10k-images-idx3-ubyte.gz
        mnistctl bench --rate 5000 --check-model old.mlp --check-model new.mlp --json
      """)

  @Option(help: ArgumentHelp("Model to ask. (default: the server's default)", valueName: "model"))
  var model: String?

  @OptionGroup var socket: DataSocketOptions

  @Option(parsing: .unconditional, help: "Images of a request.")
  var batch = 1

  @Option(parsing: .unconditional, help: "Connections, 1-4096.")
  var connections = 1

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Requests a second over all connections, or max.", valueName: "rate"),
    transform: PaceArgument.init(argument:))
  var rate = PaceArgument.greatest

  @Option(
    parsing: .unconditional,
    help: "With --rate max: requests without an answer on each connection. (default: 64)")
  var inFlight: Int?

  @Option(parsing: .unconditional, help: "Seconds that are measured.")
  var seconds = 5.0

  @Option(parsing: .unconditional, help: "Seconds of the same load before.")
  var warmUp = 1.0

  @Option(
    help: ArgumentHelp(
      "IDX file of the images to send, .gz or plain. (default: synthesised digits)",
      valueName: "file"))
  var images: String?

  @Flag(help: "Send images as sealed memory files.")
  var memoryFiles = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Deadline of each request in microseconds; 0 for none.", valueName: "microseconds"))
  var deadline: UInt32 = 0

  @Flag(help: "Send requests again that are refused with BUSY or NOT_READY.")
  var resendRefused = false

  @Option(
    help: ArgumentHelp(
      "Model file whose answers are compared bit for bit; may be given for each model that may serve.",
      valueName: "file"))
  var checkModel: [String] = []

  @Option(
    parsing: .unconditional,
    help: "Threads that send and receive. (default: half of the usable CPUs)")
  var threads: Int?

  @OptionGroup var output: OutputOptions

  func run() throws {
    let settings = try settings()
    let kernels = try ComputeOptions.kernels()
    let pool = WorkerPool(threads: ProcessorCount.affinity)
    let images = try images.map {
      try LoadImages.read(try FilePath(typed: $0, for: "--images"))
    }
    let models = try checkModel.map {
      try ModelStore.load(try FilePath(typed: $0, for: "--check-model"))
    }
    let generator = try LoadGenerator(
      settings, images: images, comparing: models, kernels: kernels, pool: pool)
    let report = BenchReport(generator, isChecked: !models.isEmpty)
    let interruption = Interruption()
    let outcome = try generator.run(
      begun: { output.note(report.plan) }, while: { !Interruption.isRequested })
    let isInterrupted = Interruption.isRequested
    interruption.end()
    if output.json {
      Console.print(JSONLine.encode(report.object(outcome)))
    } else {
      Console.print(lines: report.lines(outcome, style: Console.style))
    }
    if isInterrupted { throw CommandFailure.interrupted("interrupted; the figures end there") }
    try judge(outcome.figures)
  }

  private func settings() throws -> LoadSettings {
    try CommandFailure.require("--batch", batch, in: 1...1_048_576)
    try CommandFailure.require("--connections", connections, in: 1...4_096)
    try CommandFailure.require("--in-flight", inFlight, in: 1...65_536)
    try CommandFailure.require("--threads", threads, in: 1...256)
    try CommandFailure.require("--check-model", checkModel.count, in: 0...LoadSettings.modelLimit)
    for (name, value) in [("--seconds", seconds), ("--warm-up", warmUp)] {
      guard (0...86_400).contains(value), value > 0 || name == "--warm-up" else {
        throw CommandFailure.usage(
          "\(name) must be above 0 and at most 86400, found \(value)",
          expected: "in 0...86400", found: "\(value)")
      }
    }
    guard inFlight == nil || rate.requestsPerSecond == nil else {
      throw CommandFailure.usage("without effect: --in-flight needs --rate max")
    }
    var settings = LoadSettings(path: try socket.path())
    settings.model = try model.map { try ModelReference(typed: $0, for: "--model") }
    settings.batch = batch
    settings.connections = connections
    settings.pace =
      rate.requestsPerSecond.map { .steady(requestsPerSecond: $0) }
      ?? .saturating(inFlight: inFlight ?? 64)
    settings.duration = .seconds(seconds)
    settings.warmUp = .seconds(warmUp)
    settings.usesMemoryFiles = memoryFiles
    settings.resendsRefused = resendRefused
    settings.deadlineMicroseconds = deadline
    settings.threads = threads ?? max(1, ProcessorCount.affinity / 2)
    return settings
  }

  /// What was lost or mixed makes the command fail, after its figures.
  private func judge(_ figures: LoadFigures) throws {
    if let failure = figures.failure {
      throw WorkflowError(
        .environment, code: "load", "a connection was given up: \(failure)")
    }
    guard figures.lost > 0 || figures.mixed > 0 else { return }
    throw CommandFailure.check(
      code: "load",
      "expected nothing lost and nothing mixed, found \(figures.lost) requests lost "
        + "and \(figures.mixed) answers mixed")
  }
}
