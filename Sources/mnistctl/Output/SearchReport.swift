import Presentation
import SystemPackage
import Training
import Workflow

/// What a search says at its end, in the form that was asked for.
struct SearchReport {
  /// Forms of the result that exclude each other.
  enum Format {
    static func check(csv: Bool, _ output: OutputOptions) throws {
      if csv && output.json {
        throw CommandFailure.usage("--csv and --json are two forms of the same result; take one")
      }
    }
  }

  let outcome: SearchOutcome
  /// How long the search took and with what; `nil` where results are only summed up.
  let run: Run?

  /// How a search was run.
  struct Run {
    let seconds: Double
    let threads: Int
    let kernels: String
  }

  init(_ outcome: SearchOutcome, run: Run? = nil) {
    self.outcome = outcome
    self.run = run
  }

  /// The table, the chart and the choice.
  var text: [String] {
    var lines = SearchText(outcome).lines(width: Console.width, style: Console.style)
    if let run {
      lines.append(
        "\(DurationText.text(seconds: run.seconds)) in all, \(run.threads) "
          + "\(run.threads == 1 ? "thread" : "threads"), kernels \(run.kernels)")
    }
    return lines
  }

  /// A heading and a row for each candidate.
  var csv: [String] {
    let folds = (1...outcome.plan.folds).map { "fold\($0)" }
    let heading =
      "candidate,hidden,learningRate,weightDecay,batch,recipe,parameters,epochs,accuracy,"
      + "standardDeviation,standardError,loss,best,chosen," + folds.joined(separator: ",")
    return [heading]
      + outcome.candidates.map { candidate in
        let settings = candidate.settings
        let cells: [String] = [
          "\(candidate.index)", settings.hidden.map(String.init).joined(separator: "-"),
          "\(settings.effectiveLearningRate)", "\(settings.weightDecay)", "\(settings.batchSize)",
          candidate.recipe?.rawValue ?? "", "\(candidate.parameters)", "\(settings.epochs)",
          candidate.accuracy.map { "\($0.mean)" } ?? "",
          candidate.accuracy.map { "\($0.standardDeviation)" } ?? "",
          candidate.accuracy.map { "\($0.standardError)" } ?? "",
          candidate.loss.map { "\($0.mean)" } ?? "", "\(candidate.index == outcome.best)",
          "\(candidate.index == outcome.chosen)",
        ]
        return (cells + candidate.folds.map { $0.accuracy.map { "\($0)" } ?? "" })
          .joined(separator: ",")
      }
  }

  /// The last event line.
  ///
  /// - Parameter model: the model of the chosen candidate, where it was trained.
  func event(model: TrainingResult?) -> String {
    JSONLine.encode(
      DoneEvent(
        planSHA256: outcome.plan.digest, folds: outcome.plan.folds,
        candidates: outcome.candidates.map(DoneEvent.Candidate.init), best: outcome.best,
        chosen: outcome.chosen, threshold: outcome.threshold,
        model: OrNull(model.map(DoneEvent.Model.init)), seconds: run?.seconds,
        threads: run?.threads, kernels: run?.kernels))
  }
}

private struct DoneEvent: Encodable {
  struct Candidate: Encodable {
    let candidate: Int
    let hidden: [Int]
    let learningRate: Float
    let weightDecay: Float
    let batch: Int
    let recipe: OrNull<String>
    let parameters: Int
    let epochs: Int
    let accuracy: OrNull<Double>
    let standardDeviation: OrNull<Double>
    let standardError: OrNull<Double>
    let loss: OrNull<Double>
    let accuracies: [OrNull<Double>]
    let losses: [OrNull<Double>]

    init(_ candidate: SearchOutcome.Candidate) {
      let settings = candidate.settings
      self.candidate = candidate.index
      hidden = settings.hidden
      learningRate = settings.effectiveLearningRate
      weightDecay = settings.weightDecay
      batch = settings.batchSize
      recipe = OrNull(candidate.recipe?.rawValue)
      parameters = candidate.parameters
      epochs = settings.epochs
      accuracy = OrNull(candidate.accuracy?.mean)
      standardDeviation = OrNull(candidate.accuracy?.standardDeviation)
      standardError = OrNull(candidate.accuracy?.standardError)
      loss = OrNull(candidate.loss?.mean)
      accuracies = candidate.folds.map { OrNull($0.accuracy) }
      losses = candidate.folds.map { OrNull($0.measurement?.loss) }
    }
  }

  struct Model: Encodable {
    let path: String
    let fileSHA256: String
    let tensorsSHA256: String
    let testAccuracy: OrNull<Double>
    let testLoss: OrNull<Double>

    init(_ result: TrainingResult) {
      path = result.file.path.string
      fileSHA256 = "\(result.file.fileDigest)"
      tensorsSHA256 = "\(result.file.tensorsDigest)"
      testAccuracy = OrNull(result.test?.accuracy)
      testLoss = OrNull(result.test?.loss)
    }
  }

  let event = "done"
  let planSHA256: String
  let folds: Int
  let candidates: [Candidate]
  let best: Int
  let chosen: Int
  let threshold: Double
  let model: OrNull<Model>
  let seconds: Double?
  let threads: Int?
  let kernels: String?

  private enum CodingKeys: CodingKey {
    case event, planSHA256, folds, candidates, best, chosen, threshold, model, seconds, threads
    case kernels
  }
}
