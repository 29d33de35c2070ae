public import LinearAlgebra
internal import ModelFile
internal import Posix
internal import SystemPackage
internal import Training

/// A training from data to a saved model file, with a checkpoint after every epoch.
///
/// A class because it has an identity: one training that goes on from call to call.
public final class TrainingRun {
  /// What is trained and where it goes.
  public let job: TrainingJob
  /// The training itself.
  public let session: TrainingSession
  /// The epochs that were done before, when the run goes on from a checkpoint.
  public let resumedEpochs: Int
  /// Whether the checkpoint of an earlier training stands in the way and will be replaced.
  public let replacesCheckpoint: Bool

  /// Prepares a run: checks that the result can be written and reads the checkpoint to go on from.
  ///
  /// - Throws: ``WorkflowError`` where the settings, the data or the checkpoint do not fit, or
  ///   the file could not be written.
  public init(
    _ job: TrainingJob, dataset: LoadedDataset, resume: Bool = false, pool: WorkerPool,
    kernels: KernelSet = .best
  ) throws(WorkflowError) {
    for path in [job.out, job.checkpoint] {
      do { try AtomicFile.checkWritable(path) } catch { throw WorkflowError(error) }
    }
    guard try !OutputPath.isSameFile(job.out, job.checkpoint) else {
      // The model would be removed as the checkpoint of a training that is done.
      throw WorkflowError(
        .usage, code: "sameFile", "the model and the checkpoint would be one file",
        path: job.out.string, remedy: "give them different paths")
    }
    for path in [job.out, job.checkpoint] {
      try OutputPath.check(path, isNotIn: dataset)
      if let teacher = job.teacher { try OutputPath.check(path, isNot: teacher.file.path) }
    }
    replacesCheckpoint = resume ? false : try CheckpointStore.isReplaceable(job.checkpoint)
    let record = try TrainingRecord(
      settings: job.settings, selfTestSamples: job.selfTestSamples, dataset: dataset,
      teacher: job.teacher, additional: job.additional)
    try record.requireRoomInFile()
    let state = resume ? try CheckpointStore.load(job.checkpoint, expecting: record) : nil
    self.job = job
    session = try TrainingSession(
      record, dataset: dataset, teacher: job.teacher, resuming: state, pool: pool, kernels: kernels)
    resumedEpochs = session.trainer.history.count
  }

  /// Trains to the end, evaluates, and saves the model.
  ///
  /// - Parameters:
  ///   - shouldContinue: asked after every step; false saves a checkpoint and ends the run.
  ///   - report: told about steps and epochs.
  public func run(
    while shouldContinue: () -> Bool = { true }, report: (TrainingEvent) -> Void = { _ in }
  ) throws(WorkflowError) -> TrainingOutcome {
    while !session.trainer.isFinished {
      let isWhole = try session.trainEpoch(while: shouldContinue, report: report)
      let isInterrupted = !isWhole || (!shouldContinue() && !session.trainer.isFinished)
      // A checkpoint of a finished epoch only guards against a killed process, so it need not
      // reach the disk at once; the one that the user is told of must.
      try CheckpointStore.save(
        session.trainer.state, record: session.record, to: job.checkpoint,
        syncing: isInterrupted)
      if isInterrupted { return .interrupted(checkpoint: job.checkpoint) }
    }
    let (model, test) = try session.model()
    return .finished(TrainingResult(model: model, file: try save(model), test: test))
  }

  /// Saves the model and removes the checkpoint, which is not needed any more.
  private func save(_ model: Model) throws(WorkflowError) -> StoredFile {
    let file: StoredFile
    do {
      file = try ModelStore.save(model, to: job.out)
    } catch {
      var failure = error
      failure.remedy = "the finished training is kept in \(job.checkpoint)"
      throw failure
    }
    do {
      try TrainingRun.discardCheckpoint(of: job)
    } catch {
      var failure = error
      failure.remedy = "the model is saved in \(job.out)"
      throw failure
    }
    return file
  }

  /// Removes the checkpoint of a job, if there is one.
  public static func discardCheckpoint(of job: TrainingJob) throws(WorkflowError) {
    do {
      try RegularFile.removeIfPresent(job.checkpoint)
    } catch {
      throw WorkflowError(error)
    }
  }
}
