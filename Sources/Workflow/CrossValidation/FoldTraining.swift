internal import LinearAlgebra
internal import NeuralNet
internal import Posix
internal import SystemPackage
internal import Training

/// The training of one task, from its state if one was left to its result.
struct FoldTraining {
  /// How much work a killed process may lose.
  private static let checkpointInterval = Duration.seconds(10)

  let plan: SearchPlan
  /// The plan's digest, which is computed once for all tasks.
  let digest: String
  let directory: SearchDirectory
  let examples: TrainingExamples
  let folds: StratifiedFolds
  let kernels: KernelSet

  /// Trains a candidate without a fold, classifies the fold, and keeps the result.
  ///
  /// - Parameters:
  ///   - pool: the threads of this training.
  ///   - shouldContinue: asked after every step with the images that the step has seen; false keeps
  ///     the state and ends the training.
  /// - Returns: `nil` where `shouldContinue` has ended it.
  func run(
    _ task: SearchTask, candidate: Int, pool: WorkerPool, while shouldContinue: (Int) -> Bool
  ) throws(WorkflowError) -> FoldResult? {
    let settings = plan.settings(candidate, rung: task.rung)
    let record = TrainingRecord(task, settings: settings, plan: plan, digest: digest)
    let images = folds.training(task.fold)
    let checkpoint = directory.checkpointPath(task: task.index)
    let state =
      try directory.exists(checkpoint)
      ? CheckpointStore.load(checkpoint, expecting: record) : nil
    let trainer: Trainer
    do {
      trainer = try Trainer(
        settings: settings, examples: examples, images: images, resuming: state, pool: pool,
        kernels: kernels)
    } catch {
      throw WorkflowError(error)
    }
    let outcome: FoldResult.Outcome
    switch try train(trainer, record: record, to: checkpoint, while: shouldContinue) {
    case .interrupted: return nil
    case .diverged(let reason): outcome = .diverged(reason)
    case .finished: outcome = measure(trainer, fold: task.fold, pool: pool)
    }
    let result = FoldResult(
      task: task.index, candidate: candidate, fold: task.fold, epochs: settings.epochs,
      trainingImages: images.count, validationImages: examples.count - images.count,
      outcome: outcome)
    try directory.save(result, plan: digest)
    try directory.remove(checkpoint)
    return result
  }

  private enum End {
    case finished
    case interrupted
    case diverged(String)
  }

  /// Trains to the end, or to where it is interrupted; the state is kept then, and now and then.
  private func train(
    _ trainer: Trainer, record: TrainingRecord, to checkpoint: FilePath,
    while shouldContinue: (Int) -> Bool
  ) throws(WorkflowError) -> End {
    var saved = MonotonicClock.now
    while !trainer.isFinished {
      var seen = trainer.stepReport.images
      let isWhole: Bool
      do {
        isWhole =
          try trainer.trainEpoch { step in
            let images = step.images - seen
            seen = step.images
            return shouldContinue(images)
          } != nil
      } catch {
        guard case .diverged = error else { throw WorkflowError(error) }
        return .diverged("\(error)")
      }
      // The last step of an epoch is not asked about within it.
      let isInterrupted =
        !isWhole || (!shouldContinue(trainer.trainingCount - seen) && !trainer.isFinished)
      let now = MonotonicClock.now
      if isInterrupted || (now - saved >= FoldTraining.checkpointInterval && !trainer.isFinished) {
        try CheckpointStore.save(trainer.state, record: record, to: checkpoint, syncing: true)
        saved = now
      }
      if isInterrupted { return .interrupted }
    }
    return .finished
  }

  /// Classifies the images of the fold.
  private func measure(_ trainer: Trainer, fold: Int, pool: WorkerPool) -> FoldResult.Outcome {
    let classifier = Classifier(
      network: trainer.result, normalisation: trainer.settings.normalisation, kernels: kernels)
    let evaluation = Evaluation(
      classifier, examples: examples, images: folds.validation(fold), pool: pool)
    // The trainer looks at the logits of a step before its update, so nobody has seen what the last
    // update did.
    guard evaluation.loss.isFinite else { return .diverged("a logit of the fold is not finite") }
    return .measured(
      FoldResult.Measurement(
        hits: evaluation.outcomes.count { $0.predicted == $0.label }, loss: evaluation.loss,
        trainingLosses: trainer.history.map(\.loss),
        trainingAccuracies: trainer.history.map(\.accuracy)))
  }
}
