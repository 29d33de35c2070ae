internal import MNISTData
public import ModelFile
public import Training

/// Everything that decides the outcome of a search over trainings by cross-validation.
///
/// Each of its tasks is a pure function of the plan and the data, so it does not matter where or in
/// which order tasks run, nor how often. `formats/cross-validation.md` describes the plan's file.
public struct SearchPlan: Sendable, Hashable {
  /// The largest number of candidates.
  public static let candidateLimit = 1_000
  /// The largest number of tasks.
  public static let taskLimit = 10_000

  /// The program that made the plan, and alone may run its tasks.
  public let generator: String
  /// The identity of the images that are divided into folds.
  public let data: TrainingData.Files
  /// The number of pixels of an image.
  public let inputs: Int
  /// The number of classes.
  public let classes: Int
  /// The number of folds.
  public let folds: Int
  /// The seed of the division into folds.
  public let seed: UInt64
  /// The trainings to compare.
  public let candidates: [SearchCandidate]
  /// How many self-test samples the model of the chosen candidate holds.
  public let selfTestSamples: Int
  /// The rounds, the first one with all candidates.
  public let rungs: [SuccessiveHalving.Rung]

  /// Whether candidates are left behind from round to round, so that not all are compared.
  public var halves: Bool { rungs.count > 1 }

  /// Plans a search on a data set.
  ///
  /// - Parameters:
  ///   - candidates: the trainings to compare; all have the same number of epochs.
  ///   - halving: the factor of successive halving; `nil` trains all candidates with all epochs.
  /// - Throws: ``WorkflowError`` where a setting is out of its range, or where there are too many
  ///   candidates.
  public init(
    candidates: [SearchCandidate], folds: Int, seed: UInt64, halving: Int? = nil,
    selfTestSamples: Int = 16, dataset: LoadedDataset
  ) throws(WorkflowError) {
    let training = try dataset.requireTraining()
    guard let data = dataset.digests.training.map(TrainingData.Files.init) else {
      preconditionFailure("training images that were read have a digest")
    }
    let epochs = candidates.first?.settings.epochs ?? 0
    precondition(
      candidates.allSatisfy { $0.settings.epochs == epochs },
      "all candidates train for as many epochs")
    guard (1...SearchPlan.candidateLimit).contains(candidates.count) else {
      throw SearchPlan.usage("candidates", limit: SearchPlan.candidateLimit, candidates.count)
    }
    let rungs: [SuccessiveHalving.Rung]
    do {
      for candidate in candidates { try candidate.settings.validate() }
      rungs = try SuccessiveHalving.rungs(
        candidates: candidates.count, epochs: epochs, factor: halving)
    } catch {
      throw WorkflowError(error)
    }
    self.init(
      generator: Generator.name, data: data, inputs: training.images.pixelsPerImage,
      classes: training.classes, folds: folds, seed: seed, candidates: candidates,
      selfTestSamples: selfTestSamples, rungs: rungs)
    try validate()
  }

  init(
    generator: String, data: TrainingData.Files, inputs: Int, classes: Int, folds: Int,
    seed: UInt64, candidates: [SearchCandidate], selfTestSamples: Int,
    rungs: [SuccessiveHalving.Rung]
  ) {
    self.generator = generator
    self.data = data
    self.inputs = inputs
    self.classes = classes
    self.folds = folds
    self.seed = seed
    self.candidates = candidates
    self.selfTestSamples = selfTestSamples
    self.rungs = rungs
  }

  /// Checks all numbers against their ranges, and the settings of every rung.
  func validate() throws(WorkflowError) {
    let range = StratifiedFolds.countRange
    guard range.contains(folds) else {
      throw WorkflowError(
        .setting(
          name: "the number of folds", expected: "in \(range.lowerBound)...\(range.upperBound)",
          found: "\(folds)"))
    }
    guard taskCount <= SearchPlan.taskLimit else {
      throw SearchPlan.usage("tasks", limit: SearchPlan.taskLimit, taskCount)
    }
    guard candidates.allSatisfy({ $0.settings.distillation == nil }) else {
      throw WorkflowError(
        .usage, code: "teacher", "a teacher has seen the images of every fold, and would tell them",
        expected: "candidates that learn from labels alone", found: "one with a teacher",
        remedy: "choose first, then train the choice with --teacher")
    }
    for (rung, _) in rungs.enumerated() {
      for candidate in candidates.indices {
        do {
          try settings(candidate, rung: rung).validate()
        } catch {
          throw WorkflowError(error)
        }
      }
    }
  }

  private static func usage(_ what: String, limit: Int, _ found: Int) -> WorkflowError {
    WorkflowError(
      .usage, code: "searchSize", "a search has 1 to \(limit) \(what), found \(found)",
      expected: "1 to \(limit)", found: "\(found)", remedy: "take fewer values or larger steps")
  }

  /// The settings of a candidate in a rung: its epochs, of which all may be warm-up.
  func settings(_ candidate: Int, rung: Int) -> TrainingSettings {
    var settings = candidates[candidate].settings
    settings.epochs = rungs[rung].epochs
    if rung < rungs.count - 1 {
      settings.schedule.warmupEpochs = min(settings.schedule.warmupEpochs, settings.epochs)
    }
    return settings
  }

  /// The number of weights and biases of a candidate.
  public func parameters(_ candidate: Int) -> Int {
    let widths = [inputs] + candidates[candidate].settings.hidden + [classes]
    return zip(widths, widths.dropFirst()).reduce(0) { $0 + ($1.0 + 1) * $1.1 }
  }
}
