import Posix
import Presentation
import Synchronization
import Training
import Workflow

/// Shows how a search goes: a live line on a terminal, plain lines elsewhere, events with `--json`.
final class SearchDisplay: Sendable {
  // A class because threads share it and it remembers whether its live line stands.

  private let output: Output
  private let plan: SearchPlan
  private let isSingle: Bool
  private let hasLine = Mutex(false)

  /// What of the output's options threads need.
  private struct Output: Sendable {
    let json: Bool
    let quiet: Bool
    let isLive: Bool
  }

  /// Creates a display.
  ///
  /// - Parameter isSingle: whether one training runs alone, which is then told as the result.
  init(output: OutputOptions, plan: SearchPlan, isSingle: Bool = false) {
    self.plan = plan
    self.isSingle = isSingle
    self.output = Output(
      json: output.json, quiet: output.quiet,
      isLive: !output.json && !output.quiet && Terminal.isTerminal(.standardError)
        && Environment.value("TERM") != "dumb")
  }

  /// Takes one event of the search; not two at a time.
  @Sendable func show(_ event: SearchEvent) {
    switch event {
    case .progress(let progress): draw(progress)
    case .finished(let result, let seconds, let progress):
      guard !isSingle else { return }
      erase()
      if output.json {
        Console.print(
          JSONLine.encode(
            FoldReport(result, plan: plan, seconds: seconds, progress: progress)))
      } else if !output.quiet {
        Console.printError(
          SearchDisplay.text(result, plan: plan)
            + "  \(DurationText.text(seconds: seconds))  \(progress.finishedTasks)/\(progress.tasks)"
            + (progress.secondsLeft.map { ", \(DurationText.text(seconds: $0)) left" } ?? ""))
      }
    }
  }

  /// Takes the live line away.
  func erase() {
    hasLine.withLock { hasLine in
      if hasLine { Console.writeProgress("\r\u{1B}[K") }
      hasLine = false
    }
  }

  private func draw(_ progress: SearchProgress) {
    guard output.isLive else { return }
    let line = TaskProgressLine(
      name: "trainings", done: progress.finishedTasks, tasks: progress.tasks,
      share: progress.share, secondsLeft: progress.secondsLeft)
    let width = Terminal.width(of: .standardError) ?? 80
    hasLine.withLock { hasLine in
      Console.writeProgress(
        "\r" + line.text(width: width - 1, style: Console.errorStyle) + "\u{1B}[K")
      hasLine = true
    }
  }

  /// A result in one line.
  static func text(_ result: FoldResult, plan: SearchPlan) -> String {
    let start =
      "\(SearchNames(plan).name(result.candidate))  fold \(result.fold + 1)/\(plan.folds)  "
    switch result.outcome {
    case .diverged: return start + "diverged"
    case .measured(let measurement):
      let accuracy = Double(measurement.hits) / Double(result.validationImages)
      return start + "accuracy \(NumberText.percent(accuracy))  loss "
        + NumberText.fixed(measurement.loss, decimals: 4)
    }
  }
}

/// The event line of a finished training, and the object of `run --json`.
struct FoldReport: Encodable {
  let event = "fold"
  let task: Int
  let candidate: Int
  let fold: Int
  let epochs: Int
  let hidden: [Int]
  let learningRate: Float
  let weightDecay: Float
  let batch: Int
  let recipe: OrNull<String>
  let validationImages: Int
  let hits: OrNull<Int>
  let accuracy: OrNull<Double>
  let loss: OrNull<Double>
  let diverged: OrNull<String>
  let seconds: Double?
  let finishedTasks: Int?
  let tasks: Int?
  let secondsLeft: Double?

  /// Describes a result; without time and progress, so that equal results have equal bytes, unless
  /// they are given.
  init(
    _ result: FoldResult, plan: SearchPlan, seconds: Double? = nil, progress: SearchProgress? = nil
  ) {
    let settings = plan.candidates[result.candidate].settings
    task = result.task
    candidate = result.candidate
    fold = result.fold
    epochs = result.epochs
    hidden = settings.hidden
    learningRate = settings.effectiveLearningRate
    weightDecay = settings.weightDecay
    batch = settings.batchSize
    recipe = OrNull(plan.candidates[result.candidate].recipe?.rawValue)
    validationImages = result.validationImages
    hits = OrNull(result.measurement?.hits)
    accuracy = OrNull(result.accuracy)
    loss = OrNull(result.measurement?.loss)
    if case .diverged(let reason) = result.outcome {
      diverged = OrNull(reason)
    } else {
      diverged = OrNull(nil)
    }
    self.seconds = seconds
    finishedTasks = progress?.finishedTasks
    tasks = progress?.tasks
    secondsLeft = progress?.secondsLeft
  }

  private enum CodingKeys: CodingKey {
    case event, task, candidate, fold, epochs, hidden, learningRate, weightDecay, batch, recipe
    case validationImages, hits, accuracy, loss, diverged, seconds, finishedTasks, tasks
    case secondsLeft
  }
}
