extension Provenance.Results {
  /// Takes the results from values that the schema has checked; `nil` where there are none.
  init?(_ values: TypedValues) {
    guard let epochsRun = values.count("results.epochs_run"),
      let bestEpoch = values.count("results.best_epoch"),
      let losses = values.doubles("results.losses"),
      let accuracies = values.doubles("results.accuracies"),
      let validationLosses = values.doubles("results.validation_losses"),
      let validationAccuracies = values.doubles("results.validation_accuracies")
    else { return nil }
    self.init(
      epochsRun: epochsRun, bestEpoch: bestEpoch, losses: losses, accuracies: accuracies,
      validationLosses: validationLosses, validationAccuracies: validationAccuracies)
  }

  func store(in values: inout TypedValues) {
    values.set("results.epochs_run", count: epochsRun)
    values.set("results.best_epoch", count: bestEpoch)
    values.set("results.losses", doubles: losses)
    values.set("results.accuracies", doubles: accuracies)
    values.set("results.validation_losses", doubles: validationLosses)
    values.set("results.validation_accuracies", doubles: validationAccuracies)
  }
}

extension TrainingData {
  /// Takes the data's description from values that the schema has checked; `nil` where there is
  /// none.
  init?(_ values: TypedValues) {
    guard let training = Files(values, "training") else { return nil }
    self.init(
      training: training, test: Files(values, "test"), synthesis: Synthesis(values))
  }

  func store(in values: inout TypedValues) {
    training.store(in: &values, "training")
    test?.store(in: &values, "test")
    synthesis?.store(in: &values)
  }
}

extension TrainingData.Files {
  fileprivate init?(_ values: TypedValues, _ set: String) {
    guard let images = TrainingData.File(values, "data.\(set).images"),
      let labels = TrainingData.File(values, "data.\(set).labels")
    else { return nil }
    self.init(images: images, labels: labels)
  }

  fileprivate func store(in values: inout TypedValues, _ set: String) {
    images.store(in: &values, "data.\(set).images")
    labels.store(in: &values, "data.\(set).labels")
  }
}

extension TrainingData.File {
  fileprivate init?(_ values: TypedValues, _ prefix: String) {
    guard let sha256 = values.digest("\(prefix).sha256"),
      let count = values.count("\(prefix).count")
    else { return nil }
    self.init(sha256: sha256, count: count)
  }

  fileprivate func store(in values: inout TypedValues, _ prefix: String) {
    values["\(prefix).sha256"] = .bytes(sha256.bytes)
    values.set("\(prefix).count", count: count)
  }
}

extension TrainingData.Synthesis {
  fileprivate init?(_ values: TypedValues) {
    guard let seed = values.seed("synthesis.seed"),
      let trainingCount = values.count("synthesis.training_count"),
      let testCount = values.count("synthesis.test_count")
    else { return nil }
    self.init(seed: seed, trainingCount: trainingCount, testCount: testCount)
  }

  fileprivate func store(in values: inout TypedValues) {
    values["synthesis.seed"] = .unsigned(seed)
    values.set("synthesis.training_count", count: trainingCount)
    values.set("synthesis.test_count", count: testCount)
  }
}
