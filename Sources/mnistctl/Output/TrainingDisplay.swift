import NeuralNet
import Posix
import Presentation
import SystemPackage
import Training
import Workflow

/// Shows how training goes: a live line on a terminal, plain lines elsewhere, events with `--json`.
final class TrainingDisplay {
  // A class because it remembers when it last drew, between calls of a closure.

  /// How often the live line is drawn anew: often enough to look alive, too seldom to cost time.
  private static let interval = Duration.milliseconds(100)

  private let output: OutputOptions
  private let epochs: Int
  private let printsEvents: Bool
  private let isLive: Bool
  private let start = MonotonicClock.now
  private var epochStart = MonotonicClock.now
  private var lastDrawn = MonotonicClock.now
  private var shownStep: StepReport?
  private var stepsBefore: Int?

  /// Creates a display.
  ///
  /// - Parameter printsEvents: whether `--json` prints a line for each epoch.
  init(output: OutputOptions, epochs: Int, printsEvents: Bool = false) {
    self.output = output
    self.printsEvents = printsEvents
    self.epochs = epochs
    isLive =
      !output.json && !output.quiet && Terminal.isTerminal(.standardError)
      && Environment.value("TERM") != "dumb"
  }

  /// Takes one event of the training.
  func show(_ event: TrainingEvent) {
    switch event {
    case .step(let step): draw(step)
    case .epoch(let report, let seconds, let imagesPerSecond):
      erase()
      epochStart = MonotonicClock.now
      if output.json {
        guard printsEvents else { return }
        Console.print(
          JSONLine.encode(
            EpochEvent(report, seconds: seconds, imagesPerSecond: imagesPerSecond)))
      } else if !output.quiet {
        Console.printError(text(report, seconds: seconds, imagesPerSecond: imagesPerSecond))
      }
    case .stoppedEarly(let epoch, let bestEpoch):
      output.note(
        "stopped after epoch \(epoch): the validation loss has not fallen since epoch \(bestEpoch)")
    }
  }

  /// Takes the live line away.
  func erase() {
    guard isLive, shownStep != nil else { return }
    Console.writeProgress("\r\u{1B}[K")
    shownStep = nil
  }

  private func draw(_ step: StepReport) {
    guard isLive else { return }
    let now = MonotonicClock.now
    let stepsDone = (step.epoch - 1) * step.stepsPerEpoch + step.step
    let first = stepsBefore ?? stepsDone - 1
    stepsBefore = first
    guard now - lastDrawn >= TrainingDisplay.interval else { return }
    lastDrawn = now
    shownStep = step
    let elapsed = (now - start) / .seconds(1)
    let left = Double(epochs * step.stepsPerEpoch - stepsDone)
    let line = ProgressLine(
      epoch: step.epoch, epochs: epochs, step: step.step, steps: step.stepsPerEpoch,
      loss: step.loss, accuracy: step.accuracy,
      imagesPerSecond: Double(step.images) / max(1e-9, (now - epochStart) / .seconds(1)),
      secondsLeft: elapsed * left / Double(max(1, stepsDone - first)))
    let width = Terminal.width(of: .standardError) ?? 80
    Console.writeProgress(
      "\r" + line.text(width: width - 1, style: Console.errorStyle) + "\u{1B}[K")
  }

  private func text(_ report: EpochReport, seconds: Double, imagesPerSecond: Double) -> String {
    var parts = [
      "epoch \(report.epoch)/\(epochs)", "loss \(NumberText.fixed(report.loss, decimals: 4))",
      "accuracy \(NumberText.percent(report.accuracy))",
    ]
    if let loss = report.validationLoss, let accuracy = report.validationAccuracy {
      parts.append("validation loss \(NumberText.fixed(loss, decimals: 4))")
      parts.append("validation accuracy \(NumberText.percent(accuracy))")
    }
    parts.append("\(NumberText.grouped(Int(imagesPerSecond))) images/s")
    parts.append(DurationText.text(seconds: seconds))
    return parts.joined(separator: "  ")
  }
}

/// The event line of an epoch.
private struct EpochEvent: Encodable {
  let event = "epoch"
  let epoch: Int
  let loss: Double
  let accuracy: Double
  let validationLoss: OrNull<Double>
  let validationAccuracy: OrNull<Double>
  let imagesPerSecond: Double
  let seconds: Double

  init(_ report: EpochReport, seconds: Double, imagesPerSecond: Double) {
    epoch = report.epoch
    loss = report.loss
    accuracy = report.accuracy
    validationLoss = OrNull(report.validationLoss)
    validationAccuracy = OrNull(report.validationAccuracy)
    self.seconds = seconds
    self.imagesPerSecond = imagesPerSecond
  }

  private enum CodingKeys: CodingKey {
    case event
    case epoch
    case loss
    case accuracy
    case validationLoss
    case validationAccuracy
    case imagesPerSecond
    case seconds
  }
}
