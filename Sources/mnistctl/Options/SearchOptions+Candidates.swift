import NeuralNet
import Training
import Workflow

extension SearchOptions {
  /// The trainings to compare.
  func candidates() throws -> [SearchCandidate] {
    try check()
    let candidates = SearchGrid.candidates(
      SearchCandidate(TrainingSettings()),
      axes: [
        try networks().map { hidden in { $0.settings.hidden = hidden } },
        (recipe?.recipes ?? [nil]).map { recipe in
          { $0 = SearchCandidate(settings(of: recipe, hidden: $0.settings.hidden), recipe: recipe) }
        },
        (learningRate?.values ?? []).map { rate in { $0.settings.learningRate = rate } },
        (weightDecay?.values ?? []).map { decay in { $0.settings.weightDecay = decay } },
        (batch?.values ?? []).map { size in { $0.settings.batchSize = size } },
      ])
    try augmentation.checkFloor(for: candidates.map(\.settings))
    let epochs = Set(candidates.map(\.settings.epochs)).sorted()
    guard epochs.count == 1 else {
      let found = epochs.map(String.init).joined(separator: ", ")
      throw CommandFailure.usage(
        "the recipes train for different numbers of epochs, \(found); a search compares equal ones: "
          + "say how many with --epochs", expected: "the same epochs for all", found: found)
    }
    try checkHalving(candidates.count, epochs: epochs[0])
    return candidates
  }

  /// Refuses a factor of halving that would leave one round.
  private func checkHalving(_ candidates: Int, epochs: Int) throws {
    guard let halving, SuccessiveHalving.factorRange.contains(halving),
      candidates <= halving || epochs == 1
    else { return }
    throw CommandFailure.usage(
      "without effect: --halving \(halving) needs more than \(halving) candidates and more than "
        + "one epoch, found \(candidates) and \(epochs)",
      expected: "more than \(halving) candidates, more than 1 epoch",
      found: "\(candidates), \(epochs)")
  }

  /// The plan of the search on a data set.
  func plan(_ dataset: LoadedDataset) throws -> SearchPlan {
    try SearchPlan(
      candidates: candidates(), folds: folds, seed: seed, halving: halving, dataset: dataset)
  }

  /// Refuses what makes no sense before anything is read.
  private func check() throws {
    try CommandFailure.require("--classes", classes, in: 1...256)
    try augmentation.check(hasRecipe: recipe?.recipes.contains { $0 != nil } ?? false)
    guard teacher == nil else {
      throw CommandFailure.usage(
        "cross-validate takes no --teacher: a teacher has seen the images of every fold and would "
          + "tell them; choose the network first, then train it with 'mnistctl train --teacher'",
        expected: "no teacher", found: teacher)
    }
    guard momentum == 0 || optimizer == .sgd else {
      throw CommandFailure.usage("without effect: --momentum needs sgd")
    }
  }

  private func networks() throws -> [[Int]] {
    let widths =
      width?.widths ?? (hidden.isEmpty ? [10, 16, 32, 64, 96, 128] : [])
    let networks = widths.map { [$0] } + hidden.map(\.widths)
    guard Set(networks).count == networks.count else {
      throw CommandFailure.usage("a network stands twice in --width and --hidden")
    }
    return networks
  }

  /// The settings of a recipe, or the defaults without one, with all that is given and no axis.
  private func settings(of recipe: Recipe?, hidden: [Int]) -> TrainingSettings {
    var settings =
      recipe?.settings(hidden: hidden, augments: !augmentation.noAugmentation) ?? TrainingSettings()
    settings.hidden = hidden
    settings.epochs = epochs ?? settings.epochs
    if let optimizer, optimizer.rawValue != settings.optimizer.name {
      settings.optimizer = optimizerSettings(optimizer)
      settings.learningRate = nil
    }
    settings.schedule = Schedule(
      schedule.map(shape) ?? settings.schedule.shape,
      warmupEpochs: warmupEpochs ?? min(settings.schedule.warmupEpochs, max(0, settings.epochs)))
    settings.labelSmoothing = labelSmoothing ?? settings.labelSmoothing
    settings.gradientClip = gradientClip
    augmentation.apply(to: &settings.augmentation)
    settings.averageDecay = averageDecay ?? settings.averageDecay
    settings.seed = seed
    settings.normalisation = normalise.value
    return settings
  }

  private func optimizerSettings(_ optimizer: OptimizerName) -> OptimizerSettings {
    switch optimizer {
    case .sgd: .sgd(momentum: momentum)
    case .adam: .adam()
    case .adamw: .adamW()
    }
  }

  private func shape(_ schedule: ScheduleName) -> Schedule.Shape {
    switch schedule {
    case .constant: .constant
    case .step: .step(epochs: 5, factor: 0.1)
    case .cosine: .cosine()
    }
  }
}
