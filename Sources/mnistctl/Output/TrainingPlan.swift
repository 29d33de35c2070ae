import NeuralNet
import Presentation
import SystemPackage
import Training
import Workflow

/// What `train` is about to do, for people and for `--dry-run`.
struct TrainingPlan {
  let job: TrainingJob
  let widths: [Int]
  let parameters: Int
  let training: Int
  let validation: Int
  let test: Int
  let resumedEpochs: Int

  init(_ run: TrainingRun) {
    job = run.job
    let network = run.session.trainer.network
    widths = network.widths
    parameters = network.parameterCount
    training = run.session.trainer.trainingCount
    validation = run.session.trainer.validationCount
    test = run.session.testCount
    resumedEpochs = run.resumedEpochs
  }

  /// The plan in one line.
  var line: String {
    let settings = job.settings
    var parts = [
      widths.map(String.init).joined(separator: "-"),
      "\(NumberText.grouped(parameters)) parameters",
      "\(NumberText.grouped(training)) training images",
    ]
    if validation > 0 { parts.append("\(NumberText.grouped(validation)) for validation") }
    if test > 0 { parts.append("\(NumberText.grouped(test)) for testing") }
    parts.append(
      "\(settings.optimizer.name) at \(settings.effectiveLearningRate), "
        + "\(settings.epochs) \(settings.epochs == 1 ? "epoch" : "epochs") of minibatches of \(settings.batchSize)"
    )
    if !settings.augmentation.isIdentity { parts.append("images changed at random") }
    if settings.averageDecay > 0 { parts.append("weights averaged") }
    if let teacher = job.teacher { parts.append("taught by \(teacher.file.path)") }
    if resumedEpochs > 0 { parts.append("going on after epoch \(resumedEpochs)") }
    return parts.joined(separator: ", ")
  }

  /// The object of `--dry-run --json`.
  var report: String {
    JSONLine.encode(
      DryRunReport(
        layers: widths, parameters: parameters, trainingImages: training,
        validationImages: validation, testImages: test, epochs: job.settings.epochs,
        resumedEpochs: resumedEpochs, path: job.out.string, checkpoint: job.checkpoint.string))
  }
}

private struct DryRunReport: Encodable {
  let layers: [Int]
  let parameters: Int
  let trainingImages: Int
  let validationImages: Int
  let testImages: Int
  let epochs: Int
  let resumedEpochs: Int
  let path: String
  let checkpoint: String
}
