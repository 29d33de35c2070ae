internal import LinearAlgebra
public import ModelFile
internal import NeuralNet
public import Training

extension RecordedSettings {
  /// Settings of a training as a file records them.
  ///
  /// Every Float32 is exact as a Float64.
  ///
  /// - Parameter teacher: the digest of the teacher's file, where the settings have a teacher.
  init(
    _ settings: TrainingSettings, classes: Int, selfTestSamples: Int, teacher: ContentDigest? = nil
  ) {
    self.init(
      seed: settings.seed, hidden: settings.hidden, classes: classes, epochs: settings.epochs,
      batch: settings.batchSize, optimizer: Optimizer(settings.optimizer),
      learningRate: Double(settings.effectiveLearningRate), schedule: Schedule(settings.schedule),
      selfTestSamples: selfTestSamples)
    randomGenerator = Philox.name
    initialiser = HeInitialisation.name
    weightDecay = Double(settings.weightDecay)
    labelSmoothing = Double(settings.labelSmoothing)
    gradientClip = settings.gradientClip.map(Double.init)
    augmentation = settings.augmentation.isIdentity ? nil : Augmentation(settings.augmentation)
    averageDecay = settings.averageDecay == 0 ? nil : Double(settings.averageDecay)
    if let teacher, let taught = settings.distillation {
      distillation = Distillation(
        teacher: teacher, weight: Double(taught.weight), temperature: Double(taught.temperature))
    }
    validation = settings.validationFraction
    patience = settings.validationFraction > 0 ? settings.patience : nil
    mean = Double(settings.normalisation.mean)
    standardDeviation = Double(settings.normalisation.standardDeviation)
  }
}

extension RecordedSettings.Optimizer {
  init(_ optimizer: OptimizerSettings) {
    switch optimizer {
    case .sgd(let momentum, let nesterov):
      self.init(name: optimizer.name, momentum: Double(momentum), nesterov: nesterov)
    case .adam(let coefficients), .adamW(let coefficients):
      self.init(
        name: optimizer.name, beta1: Double(coefficients.beta1),
        beta2: Double(coefficients.beta2), epsilon: Double(coefficients.epsilon))
    }
  }

  /// The optimiser that is described; `nil` if this version does not know it.
  var settings: OptimizerSettings? {
    switch name {
    case "sgd":
      guard let momentum, let nesterov else { return nil }
      return .sgd(momentum: Float(momentum), nesterov: nesterov)
    case "adam", "adamw":
      guard let beta1, let beta2, let epsilon else { return nil }
      let coefficients = AdamCoefficients(
        beta1: Float(beta1), beta2: Float(beta2), epsilon: Float(epsilon))
      return name == "adam" ? .adam(coefficients) : .adamW(coefficients)
    default:
      return nil
    }
  }
}

extension RecordedSettings.Schedule {
  init(_ schedule: Training.Schedule) {
    self.init(name: schedule.shape.name, warmupEpochs: schedule.warmupEpochs)
    switch schedule.shape {
    case .constant: break
    case .step(let epochs, let factor):
      stepEpochs = epochs
      self.factor = factor
    case .cosine(let floor):
      self.floor = floor
    }
  }

  /// The schedule that is described; `nil` if this version does not know it.
  var settings: Training.Schedule? {
    let warmup = warmupEpochs ?? 0
    switch name {
    case "constant":
      return Training.Schedule(.constant, warmupEpochs: warmup)
    case "step":
      guard let stepEpochs, let factor else { return nil }
      return Training.Schedule(
        .step(epochs: stepEpochs, factor: factor), warmupEpochs: warmup)
    case "cosine":
      guard let floor else { return nil }
      return Training.Schedule(.cosine(floor: floor), warmupEpochs: warmup)
    default:
      return nil
    }
  }
}

extension RecordedSettings.Augmentation {
  init(_ augmentation: Training.Augmentation) {
    self.init()
    rotation = Double(augmentation.rotation)
    scale = Double(augmentation.scale)
    shear = Double(augmentation.shear)
    shift = Double(augmentation.shift)
    elasticity = Double(augmentation.elasticity)
    penWidth = Double(augmentation.penWidth)
    cutOut = augmentation.cutOut
    floor = Double(augmentation.floor)
  }

  /// The amounts as training takes them.
  var settings: Training.Augmentation {
    var augmentation = Training.Augmentation()
    augmentation.rotation = Float(rotation)
    augmentation.scale = Float(scale)
    augmentation.shear = Float(shear)
    augmentation.shift = Float(shift)
    augmentation.elasticity = Float(elasticity)
    augmentation.penWidth = Float(penWidth)
    augmentation.cutOut = cutOut
    augmentation.floor = Float(floor)
    return augmentation
  }
}

extension TrainingSettings {
  /// The settings that a file records; `nil` where this version does not know them all.
  public init?(_ recorded: RecordedSettings) {
    guard recorded.randomGenerator == Philox.name, recorded.initialiser == HeInitialisation.name,
      let optimizer = recorded.optimizer.settings, let schedule = recorded.schedule.settings,
      let normalisation = PixelNormalisation(
        mean: Float(recorded.mean), standardDeviation: Float(recorded.standardDeviation))
    else { return nil }
    self.init()
    hidden = recorded.hidden
    epochs = recorded.epochs
    batchSize = recorded.batch
    self.optimizer = optimizer
    learningRate = Float(recorded.learningRate)
    self.schedule = schedule
    weightDecay = Float(recorded.weightDecay)
    labelSmoothing = Float(recorded.labelSmoothing)
    gradientClip = recorded.gradientClip.map { Float($0) }
    augmentation = recorded.augmentation?.settings ?? Augmentation()
    averageDecay = recorded.averageDecay.map { Float($0) } ?? 0
    distillation = recorded.distillation.map {
      Distillation(weight: Float($0.weight), temperature: Float($0.temperature))
    }
    validationFraction = recorded.validation
    patience = recorded.patience ?? patience
    seed = recorded.seed
    self.normalisation = normalisation
  }
}
