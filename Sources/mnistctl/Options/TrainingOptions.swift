import ArgumentParser
import NeuralNet
import Training

/// The options that decide which network training gives.
struct TrainingOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Widths of the hidden layers, from the input on: one to eight numbers of 1-8192.",
      valueName: "widths"),
    transform: WidthList.init(argument:))
  var hidden: WidthList = WidthList([128, 64])

  @Option(
    parsing: .unconditional,
    help: "Passes over the training images. (default: 10, or those of the recipe)")
  var epochs: Int?

  @Option(
    parsing: .unconditional,
    help: "Images in a minibatch; the last one of an epoch may be smaller. (default: 128)")
  var batch: Int?

  @Option(
    parsing: .unconditional,
    help: "How weights follow the gradient: sgd, adam or adamw. (default: adam)")
  var optimizer: OptimizerName?

  @Option(
    parsing: .unconditional,
    help: "Learning rate before the schedule. (default: 1e-3; 0.1 with sgd)")
  var learningRate: Float?

  @Option(parsing: .unconditional, help: "Momentum of sgd, in [0, 1).")
  var momentum: Float = 0

  @Flag(help: "Let sgd look ahead along its momentum (Nesterov).")
  var nesterov = false

  @Option(parsing: .unconditional, help: "Decay of Adam's mean of gradients.")
  var beta1 = AdamCoefficients().beta1

  @Option(parsing: .unconditional, help: "Decay of Adam's mean of squared gradients.")
  var beta2 = AdamCoefficients().beta2

  @Option(parsing: .unconditional, help: "What Adam adds to the root of the squares.")
  var epsilon = AdamCoefficients().epsilon

  @Option(
    parsing: .unconditional,
    help: "How the learning rate changes: constant, step or cosine. (default: constant)")
  var schedule: ScheduleName?

  @Option(
    parsing: .unconditional,
    help: "Epochs in which the learning rate grows from near 0. (default: 0)")
  var warmupEpochs: Int?

  @Option(parsing: .unconditional, help: "With the step schedule: epochs between two reductions.")
  var stepEpochs = 5

  @Option(parsing: .unconditional, help: "With the step schedule: what the rate is multiplied by.")
  var stepFactor = 0.1

  @Option(
    parsing: .unconditional,
    help: "With the cosine schedule: the last rate as a share of the first.")
  var cosineFloor = 0.0

  @Option(
    parsing: .unconditional,
    help: "Weight decay: added to the gradient, or decoupled with adamw. (default: 0)")
  var weightDecay: Float?

  @Option(
    parsing: .unconditional,
    help:
      "Share of the target's probability that is spread over all classes, in [0, 1). (default: 0)")
  var labelSmoothing: Float?

  @Option(
    parsing: .unconditional,
    help: "Largest norm of the gradient; longer ones are scaled down. (default: none)")
  var gradientClip: Float?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Share of the training images kept for validation, the same of each class, in [0, 1).",
      discussion:
        "0 trains on everything. Above 0, training stops early and keeps its best epoch."))
  var validation = 0.0

  @Option(
    parsing: .unconditional,
    help: "Epochs without a lower validation loss that end training; 0 for never. (default: 5)")
  var patience: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Mean and standard deviation of the pixels, in units of full ink.",
      valueName: "mean,deviation"),
    transform: NormalisationArgument.init(argument:))
  var normalise = NormalisationArgument(.unit)

  @Option(
    parsing: .unconditional,
    help: "Seed of the initial weights, the order of the images and the split.")
  var seed: UInt64 = 1

  /// The settings that the options describe, checked; what is not given is the recipe's.
  func settings(_ accuracy: AccuracyOptions) throws -> TrainingSettings {
    var settings = accuracy.base(hidden: hidden.widths)
    settings.epochs = epochs ?? settings.epochs
    settings.batchSize = batch ?? settings.batchSize
    let named = optimizer ?? OptimizerName(rawValue: settings.optimizer.name) ?? .adam
    if named.rawValue != settings.optimizer.name { settings.learningRate = nil }
    settings.optimizer = try optimizerSettings(named)
    settings.learningRate = learningRate ?? settings.learningRate
    settings.schedule = Schedule(
      try shape(schedule ?? ScheduleName(rawValue: settings.schedule.shape.name) ?? .constant),
      warmupEpochs: warmupEpochs ?? min(settings.schedule.warmupEpochs, max(0, settings.epochs)))
    settings.weightDecay = weightDecay ?? settings.weightDecay
    try accuracy.apply(to: &settings)
    settings.labelSmoothing = labelSmoothing ?? settings.labelSmoothing
    settings.gradientClip = gradientClip
    settings.validationFraction = validation
    try refuse(patience != nil && validation == 0, "--patience", "--validation above 0")
    settings.patience = patience ?? settings.patience
    settings.seed = seed
    settings.normalisation = normalise.value
    try settings.validate()
    return settings
  }

  private func optimizerSettings(_ optimizer: OptimizerName) throws -> OptimizerSettings {
    let coefficients = AdamCoefficients(beta1: beta1, beta2: beta2, epsilon: epsilon)
    switch optimizer {
    case .sgd:
      try refuse(coefficients != AdamCoefficients(), "--beta1, --beta2 and --epsilon", "adam")
      return .sgd(momentum: momentum, nesterov: nesterov)
    case .adam, .adamw:
      try refuse(momentum != 0 || nesterov, "--momentum and --nesterov", "sgd")
      return optimizer == .adam ? .adam(coefficients) : .adamW(coefficients)
    }
  }

  private func shape(_ schedule: ScheduleName) throws -> Schedule.Shape {
    let defaults = TrainingOptions.defaults
    try refuse(
      schedule != .step && (stepEpochs != defaults.stepEpochs || stepFactor != defaults.stepFactor),
      "--step-epochs and --step-factor", "--schedule step")
    try refuse(
      schedule != .cosine && cosineFloor != defaults.cosineFloor, "--cosine-floor",
      "--schedule cosine")
    switch schedule {
    case .constant: return .constant
    case .step: return .step(epochs: stepEpochs, factor: stepFactor)
    case .cosine: return .cosine(floor: cosineFloor)
    }
  }

  private static let defaults = (stepEpochs: 5, stepFactor: 0.1, cosineFloor: 0.0)

  /// An option that would have no effect is a mistake, not a detail.
  private func refuse(_ isUsed: Bool, _ options: String, _ owner: String) throws {
    if isUsed { throw CommandFailure.usage("without effect: \(options) need \(owner)") }
  }
}

/// The names of the optimisers.
enum OptimizerName: String, CaseIterable, ExpressibleByArgument {
  case sgd
  case adam
  case adamw
}

/// The names of the schedules.
enum ScheduleName: String, CaseIterable, ExpressibleByArgument {
  case constant
  case step
  case cosine
}
