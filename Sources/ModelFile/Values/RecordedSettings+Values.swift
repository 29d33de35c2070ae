extension RecordedSettings {
  /// Takes the settings from values that the schema has checked; `nil` where there are none.
  package init?(_ values: TypedValues) {
    guard let seed = values.seed("settings.seed"), let hidden = values.counts("settings.hidden"),
      let classes = values.count("settings.classes"), let epochs = values.count("settings.epochs"),
      let batch = values.count("settings.batch"), let optimizer = Optimizer(values),
      let learningRate = values.double("settings.learning_rate"),
      let schedule = Schedule(values),
      let selfTestSamples = values.count("settings.self_test_samples"),
      let randomGenerator = values.text("settings.random_generator"),
      let initialiser = values.text("settings.initialiser"),
      let weightDecay = values.double("settings.weight_decay"),
      let labelSmoothing = values.double("settings.label_smoothing"),
      let validation = values.double("settings.validation"),
      let mean = values.double("settings.mean"),
      let standardDeviation = values.double("settings.standard_deviation")
    else { return nil }
    self.init(
      seed: seed, hidden: hidden, classes: classes, epochs: epochs, batch: batch,
      optimizer: optimizer, learningRate: learningRate, schedule: schedule,
      selfTestSamples: selfTestSamples)
    self.randomGenerator = randomGenerator
    self.initialiser = initialiser
    self.weightDecay = weightDecay
    self.labelSmoothing = labelSmoothing
    self.gradientClip = values.double("settings.gradient_clip")
    augmentation = Augmentation(values)
    averageDecay = values.double("settings.average_decay")
    distillation = Distillation(values)
    self.validation = validation
    self.patience = values.count("settings.patience")
    self.mean = mean
    self.standardDeviation = standardDeviation
  }

  /// The settings by their keys, as the section `pROV` holds them.
  package var values: TypedValues {
    var values = TypedValues()
    store(in: &values)
    return values
  }

  /// What kind of value a key of the section `pROV` has, if it is one of the settings.
  package static func kind(of key: String) -> ValueSchema.Kind? {
    guard key.hasPrefix("settings.") else { return nil }
    return ProvenanceSection.schema.rules.first { $0.key == key }?.kind
  }

  func store(in values: inout TypedValues) {
    values["settings.seed"] = .unsigned(seed)
    values["settings.random_generator"] = .text(randomGenerator)
    values["settings.initialiser"] = .text(initialiser)
    values["settings.hidden"] = .unsignedList(hidden.map { UInt64(clamping: $0) })
    values.set("settings.classes", count: classes)
    values.set("settings.epochs", count: epochs)
    values.set("settings.batch", count: batch)
    optimizer.store(in: &values)
    values.set("settings.learning_rate", double: learningRate)
    schedule.store(in: &values)
    values.set("settings.weight_decay", double: weightDecay)
    values.set("settings.label_smoothing", double: labelSmoothing)
    values.set("settings.gradient_clip", double: gradientClip)
    augmentation?.store(in: &values)
    values.set("settings.average_decay", double: averageDecay)
    distillation?.store(in: &values)
    values.set("settings.validation", double: validation)
    values.set("settings.patience", count: patience)
    values.set("settings.mean", double: mean)
    values.set("settings.standard_deviation", double: standardDeviation)
    values.set("settings.self_test_samples", count: selfTestSamples)
  }
}

extension RecordedSettings.Optimizer {
  fileprivate init?(_ values: TypedValues) {
    guard let name = values.text("settings.optimizer.name") else { return nil }
    self.init(
      name: name, momentum: values.double("settings.optimizer.momentum"),
      nesterov: values.boolean("settings.optimizer.nesterov"),
      beta1: values.double("settings.optimizer.beta1"),
      beta2: values.double("settings.optimizer.beta2"),
      epsilon: values.double("settings.optimizer.epsilon"))
  }

  fileprivate func store(in values: inout TypedValues) {
    values["settings.optimizer.name"] = .text(name)
    values.set("settings.optimizer.momentum", double: momentum)
    values["settings.optimizer.nesterov"] = nesterov.map { .boolean($0) }
    values.set("settings.optimizer.beta1", double: beta1)
    values.set("settings.optimizer.beta2", double: beta2)
    values.set("settings.optimizer.epsilon", double: epsilon)
  }
}

extension RecordedSettings.Schedule {
  fileprivate init?(_ values: TypedValues) {
    guard let name = values.text("settings.schedule.name") else { return nil }
    self.init(
      name: name, warmupEpochs: values.count("settings.schedule.warmup_epochs"),
      stepEpochs: values.count("settings.schedule.step_epochs"),
      factor: values.double("settings.schedule.factor"),
      floor: values.double("settings.schedule.floor"))
  }

  fileprivate func store(in values: inout TypedValues) {
    values["settings.schedule.name"] = .text(name)
    values.set("settings.schedule.warmup_epochs", count: warmupEpochs)
    values.set("settings.schedule.step_epochs", count: stepEpochs)
    values.set("settings.schedule.factor", double: factor)
    values.set("settings.schedule.floor", double: floor)
  }
}
