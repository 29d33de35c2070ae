public import LinearAlgebra
internal import ModelFile
public import SystemPackage

extension TrainingRun {
  /// Prepares the training of a search's chosen candidate on all training images.
  ///
  /// The model's provenance will hold the whole search. The state is kept in the search's directory;
  /// where one is there, the training goes on from it.
  ///
  /// - Throws: ``WorkflowError`` as ``init(_:dataset:resume:pool:kernels:)``.
  public convenience init(
    chosenBy outcome: SearchOutcome, in directory: SearchDirectory, dataset: LoadedDataset,
    out: FilePath, pool: WorkerPool, kernels: KernelSet = .best
  ) throws(WorkflowError) {
    var job = TrainingJob(
      settings: outcome.candidates[outcome.chosen].settings,
      selfTestSamples: outcome.plan.selfTestSamples, out: out,
      checkpoint: directory.modelCheckpointPath)
    job.additional = SearchRecord.values(outcome)
    try self.init(
      job, dataset: dataset, resume: directory.exists(job.checkpoint), pool: pool, kernels: kernels)
  }
}
