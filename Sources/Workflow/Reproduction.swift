public import LinearAlgebra
internal import ModelFile
internal import Posix
internal import SystemPackage
internal import Training

/// The proof that a model is what its provenance says: trained again, it is the same.
public struct Reproduction: Sendable {
  /// The model as it was found.
  public let stored: StoredModel
  /// The model that was trained again from the recorded settings.
  public let trained: StoredModel
  /// What distinguishes the two.
  public let difference: ModelDifference

  /// Whether the tensors are the same, bit for bit.
  public var isIdentical: Bool { difference.sameTensors }

  /// Trains again from the settings in a model's provenance; nothing is written.
  ///
  /// - Returns: `nil` where `shouldContinue` ended the training.
  /// - Throws: ``WorkflowError`` where the model has no provenance, or the data are not those that
  ///   it was trained on.
  public init?(
    _ stored: StoredModel, dataset: LoadedDataset, pool: WorkerPool, kernels: KernelSet,
    while shouldContinue: () -> Bool = { true }, report: (TrainingEvent) -> Void = { _ in }
  ) throws(WorkflowError) {
    guard let provenance = stored.model.provenance else {
      throw WorkflowError(
        .input, code: "noProvenance", "the model has no provenance to train again from",
        path: stored.file.path.string)
    }
    let record = try TrainingRecord(provenance, dataset: dataset, path: stored.file.path)
    let session = try TrainingSession(record, dataset: dataset, pool: pool, kernels: kernels)
    while !session.trainer.isFinished {
      guard try session.trainEpoch(while: shouldContinue, report: report), shouldContinue() else {
        return nil
      }
    }
    let (model, _) = try session.model()
    do {
      let bytes = try ModelFile.encode(model)
      trained = StoredModel(
        model: model, file: StoredFile(path: "(trained again)", bytes: bytes, model: model))
    } catch {
      throw WorkflowError(error, path: stored.file.path)
    }
    self.stored = stored
    difference = ModelDifference(stored, trained)
  }
}
