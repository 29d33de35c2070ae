public import LinearAlgebra
public import MNISTData
internal import Posix
internal import ServingClient
public import WireProtocol

/// Puts a load on a server and measures what its clients see of it.
///
/// Requests are made before, so that the generator costs little more than the system calls: one
/// thread sends and receives more than a million images a second. It does not wait for an answer
/// before it sends what is due, and counts latencies from there (an open loop, free of coordinated
/// omission), unless it is asked for the greatest throughput. Connections that end are made anew
/// and what was not answered is sent again, as the protocol allows it.
public struct LoadGenerator: Sendable {
  /// What a run has shown.
  public struct Outcome: Sendable {
    /// What the clients have seen.
    public let figures: LoadFigures
    /// The measured time in seconds.
    public let seconds: Double
  }

  /// What load it is.
  public let settings: LoadSettings
  /// The model as the server described it.
  public let resolution: Resolution
  /// The most requests without an answer on each connection, by the pace and the server's limits.
  public let inFlight: Int
  /// The server's build, for people.
  public let build: String

  private let ring: FrameRing
  private let expected: [ExpectedAnswers]

  /// Asks the server for its limits and the model's shape, and makes the requests.
  ///
  /// - Parameters:
  ///   - images: the images to send, round and round; `nil` for some that fit the model.
  ///   - models: the models that answers are compared with, bit for bit; with none, answers are not
  ///     compared.
  /// - Throws: ``WorkflowError`` where no server answers, the images do not fit the model, or the
  ///   batch does not fit the server's limits.
  public init(
    _ settings: LoadSettings, images: ImageSet? = nil, comparing models: [StoredModel] = [],
    kernels: KernelSet = .best, pool: WorkerPool
  ) throws(WorkflowError) {
    let link: ServingConnection
    do {
      var connection = try ServingConnection(to: settings.path, as: settings.client)
      resolution = try connection.resolve(settings.model)
      link = connection
    } catch {
      throw WorkflowError(error)
    }
    let limits = link.hello.limits
    build = link.hello.build
    self.settings = settings
    let (rows, columns) = (Int(resolution.rows), Int(resolution.columns))
    let images = images ?? LoadImages.make(rows: rows, columns: columns, pool: pool)
    guard images.rows == rows, images.columns == columns else {
      let (expected, found) = ("\(rows) x \(columns)", "\(images.rows) x \(images.columns)")
      throw WorkflowError(
        .input, code: "imageSize",
        "size of the images: expected \(expected), the input of the model "
          + "\(resolution.reference), found \(found)", expected: expected, found: found)
    }
    let options: ClassifyOptions = models.isEmpty ? [] : ExpectedAnswers.options
    inFlight = try LoadGenerator.inFlight(settings, inputs: rows * columns, limits: limits)
    ring = try FrameRing(
      images, settings: settings, options: options,
      handle: settings.model == nil ? 0 : resolution.handle, inFlight: inFlight)
    var expected: [ExpectedAnswers] = []
    for model in models {
      expected.append(
        try ExpectedAnswers(model, to: ring, images: images, kernels: kernels, pool: pool))
    }
    self.expected = expected
  }

  /// Runs the load; the calling thread waits for its end.
  ///
  /// - Parameters:
  ///   - begun: called once all connections are made, before the first request.
  ///   - goesOn: asked again and again; where it answers no, the load ends early.
  /// - Throws: ``WorkflowError`` where the connections cannot be made. What goes wrong later is told
  ///   by ``LoadFigures/failure``.
  public func run(
    begun: () -> Void = {}, while goesOn: @escaping @Sendable () -> Bool = { true }
  ) throws(WorkflowError) -> Outcome {
    let plan = LoadConnection.Plan(settings: settings, ring: ring, inFlight: inFlight)
    let count = min(settings.threads, settings.connections)
    var check = GenerationCheck(expected)
    var lanes: [LoadLane] = []
    for number in 0..<count {
      let numbers = stride(from: number, to: settings.connections, by: count)
      lanes.append(try LoadLane(plan, numbers: numbers, check: check))
    }
    begun()
    let window = LoadWindow(settings)
    var threads: [Thread] = []
    do {
      for lane in lanes {
        threads.append(
          try Thread(named: "bench") { lane.run(window, while: goesOn) })
      }
    } catch {
      throw WorkflowError(error)
    }
    for thread in threads { thread.join() }
    var figures = LoadFigures()
    var end: UInt64 = 0
    for lane in lanes {
      let report = lane.report
      figures.merge(report.figures)
      check.merge(report.check)
      end = max(end, report.end)
    }
    figures.mixed = check.mixed
    return Outcome(
      figures: figures, seconds: Double(end > window.measured ? end - window.measured : 0) / 1e9)
  }

  /// The most requests without an answer that the pace and the server allow.
  private static func inFlight(
    _ settings: LoadSettings, inputs: Int, limits: ServerLimits
  ) throws(WorkflowError) -> Int {
    let request = ClassifyRequest(imageCount: settings.batch, inputs: inputs)
    let most = min(
      limits.imagesPerRequest, UInt64((limits.frameByteLimit - 40) / inputs))
    guard settings.batch <= most else {
      throw WorkflowError(
        .usage, code: "batch",
        "a batch must have at most \(most) images, the server's limit, found \(settings.batch)",
        expected: "at most \(most)", found: "\(settings.batch)")
    }
    let credits = Int(
      clamping: min(limits.requestsInFlight, limits.bytesInFlight / UInt64(request.frameByteCount)))
    switch settings.pace {
    case .steady: return credits
    case .saturating(let wanted): return min(wanted, credits)
    }
  }
}
