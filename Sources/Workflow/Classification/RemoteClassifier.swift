internal import Dispatch
internal import ServingClient
internal import WireProtocol

/// A model of a server.
///
/// The shape and the names are those that the model had at first. A model that takes its place may
/// give other answers, as on every server; one of another shape ends the run.
struct RemoteClassifier: ImageClassifier {
  let face: ModelFace

  private let client: ServingClient
  private let model: ModelReference?
  private let goesOn: @Sendable () -> Bool

  /// How long a wait for answers lasts before the user is asked whether it goes on.
  private static let patience = DispatchTimeInterval.milliseconds(50)

  /// Connects to a server and asks for a model's shape.
  ///
  /// - Parameters:
  ///   - path: where the server listens.
  ///   - goesOn: asked while answers are waited for; where it answers no, waiting throws.
  init(
    path: String, model: ModelReference?, while goesOn: @escaping @Sendable () -> Bool
  ) throws(WorkflowError) {
    do {
      var configuration = ServingClient.Configuration()
      configuration.name = "mnistctl classify"
      client = try ServingClient(path: path, configuration: configuration)
    } catch {
      throw RemoteClassifier.failure(error)
    }
    self.model = model
    self.goesOn = goesOn
    let client = client
    let task = BlockingTask {
      await Result(awaiting: { () async throws(ServingError) in try await client.resolve(model) })
    }
    let resolution = try RemoteClassifier.wait(for: task, while: goesOn)
    face = ModelFace(
      rows: Int(resolution.rows), columns: Int(resolution.columns), labels: resolution.classNames)
  }

  func begin(
    _ pixels: [UInt8], topK: Int
  ) throws(WorkflowError) -> () throws(WorkflowError) -> [[ClassifiedImages.Guess]] {
    let (client, model, goesOn, face) = (client, model, goesOn, face)
    let task = BlockingTask {
      await Result(awaiting: { () async throws(ServingError) in
        try await client.classifyAll(
          pixels, images: pixels.count / face.pixels, model: model, options: .bulk,
          topK: min(topK, face.labels.count))
      })
    }
    return { () throws(WorkflowError) in
      let batches = try RemoteClassifier.wait(for: task, while: goesOn)
      var guesses: [[ClassifiedImages.Guess]] = []
      guesses.reserveCapacity(pixels.count / face.pixels)
      for batch in batches {
        guard batch.classification.layout.classes == face.labels.count else {
          let (expected, found) = (face.labels.count, batch.classification.layout.classes)
          throw RemoteClassifier.changed("\(expected) classes", "\(found)")
        }
        guesses += RemoteClassifier.guesses(of: batch.classification)
      }
      return guesses
    }
  }

  private static func guesses(of answer: WireProtocol.Classification) -> [[ClassifiedImages.Guess]]
  {
    let k = answer.layout.topK
    return (0..<answer.layout.imageCount).map { image in
      (image * k..<(image + 1) * k).map {
        ClassifiedImages.Guess(
          label: Int(answer.ranked[$0]), probability: answer.rankedProbabilities[$0])
      }
    }
  }

  /// Waits for work of the client, and hears Ctrl-C meanwhile.
  private static func wait<Value: Sendable>(
    for task: BlockingTask<Result<Value, ServingError>>, while goesOn: () -> Bool
  ) throws(WorkflowError) -> Value {
    while true {
      if let result = task.value(within: patience) {
        do { return try result.get() } catch { throw failure(error) }
      }
      guard goesOn() else {
        _ = task.cancel()
        throw WorkflowError(.environment, code: "interrupted", "interrupted")
      }
    }
  }

  /// An error of the client in words that help here.
  private static func failure(_ error: ServingError) -> WorkflowError {
    switch error {
    case .cannotConnect(let path, _, _):
      var failure = WorkflowError(error)
      failure.remedy = remedy(error, at: path).map {
        "\($0), or classify in this process with --local MODEL"
      }
      return failure
    case .refused(let refusal) where refusal.status == .badShape:
      return changed("images of the size it had", refusal.text)
    default: return WorkflowError(error)
    }
  }

  /// What helps where no connection could be made.
  ///
  /// A start is advised only where nothing stands at the path, or where nobody listens there.
  private static func remedy(_ error: ServingError, at path: String) -> String? {
    let control = DaemonStart.controlSocket(besides: path)
    if case .cannotConnect(_, .missing, _) = error {
      return DaemonStart.advice(dataSocket: path, controlSocket: control)
        + ", or name another socket with --socket"
    }
    return SocketDiagnosis(
      path: path, kind: .data, otherPath: control, surroundings: SocketSurroundings(of: path)
    ).finding(for: error).cure
  }

  private static func changed(_ expected: String, _ found: String) -> WorkflowError {
    WorkflowError(
      .environment, code: "modelChanged",
      "the server's model has changed its shape since the command began: expected \(expected), "
        + "found \(found)", expected: expected, found: found, remedy: "run the command again")
  }
}
