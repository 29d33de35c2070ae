internal import Dispatch
public import LinearAlgebra
internal import MNISTData
internal import ModelFile
internal import Posix
internal import ServingClient
internal import SystemPackage
public import Training
internal import WireProtocol

/// The service in a few seconds: a daemon of its own, images through its socket, and models that
/// take each other's place under load.
public enum ServiceDemo {
  /// What came of it.
  public struct Report: Sendable {
    /// The test images that were classified through the socket.
    public let images: Int
    /// Those of them whose answer was not that of this process.
    public let differences: Int
    /// The images answered in a second.
    public let imagesPerSecond: Double
    /// What clients saw while one model served.
    public let before: LoadFigures
    /// What they saw while two models took each other's place.
    public let during: LoadFigures
    /// How often a model took the other's place.
    public let reloads: Int
  }

  /// Whether the daemon's program stands beside the running one.
  public static var isPossible: Bool { PrivateDaemon.executable != nil }

  /// The requests a second of the load: enough to have some under way at every swap, few enough for
  /// a machine that does other things as well.
  private static let requestsPerSecond = 4_000.0
  private static let connections = 4
  /// How long each of the two loads lasts.
  private static let duration = Duration.seconds(1)
  /// The time between two swaps.
  private static let pause = DispatchTimeInterval.milliseconds(50)
  private static let fileName = "demo.mlp"
  /// The images that the second model is trained on.
  private static let trainingCount = 6_000
  /// The images that the load consists of.
  private static let loadCount = 1_000

  /// Serves the trained model and one more.
  ///
  /// - Parameters:
  ///   - result: the trained model, which also says what this process reads in the test images.
  ///   - settings: how it was trained; the second model is trained for one epoch from another seed.
  ///   - dataset: the data of both.
  ///   - goesOn: asked again and again; where it answers no, the demonstration ends early.
  /// - Throws: ``WorkflowError`` where the daemon does not start or the load cannot be put on it.
  public static func run(
    _ result: TrainingResult, settings: TrainingSettings, dataset: LoadedDataset,
    pool: WorkerPool, kernels: KernelSet, while goesOn: @escaping @Sendable () -> Bool
  ) throws(WorkflowError) -> Report {
    guard let executable = PrivateDaemon.executable else {
      throw WorkflowError(.environment, code: "daemon", "no mnistd beside the running program")
    }
    let directory: TemporaryDirectory
    do { directory = try TemporaryDirectory(named: "mnistctl") } catch {
      throw WorkflowError(error)
    }
    let other = try train(
      settings, into: directory.path.appending(fileName), dataset, pool, kernels)
    let paths = [result.file.path, other]
    var (files, models): ([[UInt8]], [StoredModel]) = ([], [])
    for path in paths {
      files.append(try ModelStore.read(path))
      models.append(try ModelStore.load(path))
    }
    let daemon = try PrivateDaemon.start(
      executable, models: [fileName: files[0]], kernels: kernels.name)
    let reading = try read(result, dataset, from: daemon.socket)
    let generator = try LoadGenerator(
      load(on: daemon.socket), images: dataset.test?.images.prefix(loadCount), comparing: models,
      kernels: kernels,
      pool: pool)
    let before = try generator.run(while: goesOn)
    let running = BlockingTask {
      Result { () throws(WorkflowError) in try generator.run(while: goesOn) }
    }
    var reloads = 0
    while true {
      if let outcome = running.value(within: pause) {
        return Report(
          images: reading.images, differences: reading.differences,
          imagesPerSecond: reading.imagesPerSecond, before: before.figures,
          during: try outcome.get().figures, reloads: reloads)
      }
      reloads += 1
      do {
        try AtomicFile.replace(
          daemon.models.appending(fileName), with: files[reloads % 2], syncing: false)
      } catch {
        throw WorkflowError(error)
      }
      try daemon.reload()
    }
  }

  private static func load(on socket: FilePath) -> LoadSettings {
    var settings = LoadSettings(path: socket.string)
    settings.connections = connections
    settings.pace = .steady(requestsPerSecond: requestsPerSecond)
    settings.duration = duration
    settings.warmUp = .milliseconds(200)
    return settings
  }

  /// Trains a model of the same shape with other weights, for a moment only: that it serves is the
  /// point, not how well.
  private static func train(
    _ settings: TrainingSettings, into path: FilePath, _ dataset: LoadedDataset,
    _ pool: WorkerPool, _ kernels: KernelSet
  ) throws(WorkflowError) -> FilePath {
    var settings = settings
    settings.epochs = 1
    settings.seed += 1
    let few = try dataset.training(first: trainingCount)
    let run = try TrainingRun(
      TrainingJob(settings: settings, out: path), dataset: few, pool: pool, kernels: kernels)
    guard case .finished(let result) = try run.run() else {
      preconditionFailure("a training that nobody stops is finished")
    }
    return result.file.path
  }

  /// Classifies the test images through the socket, and counts answers that this process disagrees
  /// with.
  private static func read(
    _ result: TrainingResult, _ dataset: LoadedDataset, from socket: FilePath
  ) throws(WorkflowError) -> (images: Int, differences: Int, imagesPerSecond: Double) {
    guard let test = result.test, let images = dataset.test?.images else { return (0, 0, 0) }
    let start = MonotonicClock.now
    let labels = try classify(images.pixels, count: images.count, by: socket)
    let seconds = (MonotonicClock.now - start) / .seconds(1)
    let differences = zip(labels, test.outcomes).count { $0 != $1.predicted }
    return (images.count, differences, Double(images.count) / seconds)
  }

  private static func classify(
    _ pixels: [UInt8], count: Int, by socket: FilePath
  ) throws(WorkflowError) -> [Int] {
    do {
      let client = try ServingClient(path: socket.string)
      defer { client.close() }
      let answer = BlockingTask {
        await Result(awaiting: { () async throws(ServingError) in
          try await client.classifyAll(pixels, images: count)
        })
      }
      return try answer.wait().get().flatMap { $0.classification.labels.map { Int($0) } }
    } catch {
      throw WorkflowError(error)
    }
  }
}
