import ArgumentParser
import NeuralNet
import Training

extension TrainingOptions {
  /// The options that give settings, without those that have their default value; `nil` where no
  /// options give them, as of a training with a teacher, whose path no file tells.
  ///
  /// They are read back before they are given out, so a setting that they cannot say is never lost.
  static func arguments(for settings: TrainingSettings) -> [String]? {
    let arguments =
      ["--hidden", WidthList(settings.hidden).description, "--epochs", "\(settings.epochs)"]
      + optional("--batch", settings.batchSize, unless: 128) + optimizer(settings)
      + schedule(settings.schedule)
      + optional("--weight-decay", settings.weightDecay, unless: 0)
      + optional("--label-smoothing", settings.labelSmoothing, unless: 0)
      + (settings.gradientClip.map { ["--gradient-clip", "\($0)"] } ?? [])
      + optional("--validation", settings.validationFraction, unless: 0)
      + (settings.validationFraction > 0
        ? optional("--patience", settings.patience, unless: 5) : [])
      + optional("--average-decay", settings.averageDecay, unless: 0)
      + changes(settings.augmentation)
      + (settings.normalisation == .unit
        ? [] : ["--normalise", "\(NormalisationArgument(settings.normalisation))"])
      + ["--seed", "\(settings.seed)"]
    // Options that are refused are none.
    guard let options = try? SettingOptions.parse(arguments),
      var read = try? options.training.settings(options.accuracy)
    else { return nil }
    read.learningRate = read.effectiveLearningRate
    var wanted = settings
    wanted.learningRate = settings.effectiveLearningRate
    return read == wanted ? arguments : nil
  }

  private static func optimizer(_ settings: TrainingSettings) -> [String] {
    let optimizer = settings.optimizer
    var arguments = optional("--optimizer", optimizer.name, unless: "adam")
    arguments += optional(
      "--learning-rate", settings.effectiveLearningRate, unless: optimizer.defaultLearningRate)
    switch optimizer {
    case .sgd(let momentum, let nesterov):
      arguments += optional("--momentum", momentum, unless: 0) + (nesterov ? ["--nesterov"] : [])
    case .adam(let coefficients), .adamW(let coefficients):
      let usual = AdamCoefficients()
      arguments += optional("--beta1", coefficients.beta1, unless: usual.beta1)
      arguments += optional("--beta2", coefficients.beta2, unless: usual.beta2)
      arguments += optional("--epsilon", coefficients.epsilon, unless: usual.epsilon)
    }
    return arguments
  }

  private static func schedule(_ schedule: Schedule) -> [String] {
    let name = optional("--schedule", schedule.shape.name, unless: "constant")
    let warmup = optional("--warmup-epochs", schedule.warmupEpochs, unless: 0)
    switch schedule.shape {
    case .constant: return name + warmup
    case .step(let epochs, let factor):
      return name + ["--step-epochs", "\(epochs)", "--step-factor", "\(factor)"] + warmup
    case .cosine(let floor): return name + optional("--cosine-floor", floor, unless: 0) + warmup
    }
  }

  private static func changes(_ augmentation: Augmentation) -> [String] {
    optional("--rotation", augmentation.rotation, unless: 0)
      + optional("--scale", augmentation.scale, unless: 0)
      + optional("--shear", augmentation.shear, unless: 0)
      + optional("--shift", augmentation.shift, unless: 0)
      + optional("--elasticity", augmentation.elasticity, unless: 0)
      + optional("--pen-width", augmentation.penWidth, unless: 0)
      + optional("--cut-out", augmentation.cutOut, unless: 0)
      + optional("--augmentation-floor", augmentation.floor, unless: 1)
  }

  private static func optional<Value: Equatable>(
    _ name: String, _ value: Value, unless usual: Value
  ) -> [String] {
    value == usual ? [] : [name, "\(value)"]
  }
}

/// All options that give settings, to be read together.
private struct SettingOptions: ParsableArguments {
  @OptionGroup var training: TrainingOptions
  @OptionGroup var accuracy: AccuracyOptions
}
