public import LinearAlgebra
internal import ModelFile
internal import NeuralNet
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

  /// Trains again from the settings in a model's provenance, and quantises the result where the
  /// model is one of 8-bit integers; nothing is written.
  ///
  /// - Parameter teacher: the model that it learned from, if it did.
  /// - Returns: `nil` where `shouldContinue` ended the training.
  /// - Throws: ``WorkflowError`` where the model has no provenance, or the data or the teacher are
  ///   not those that it was trained on and with.
  public init?(
    _ stored: StoredModel, dataset: LoadedDataset, teacher: StoredModel? = nil, pool: WorkerPool,
    kernels: KernelSet,
    while shouldContinue: () -> Bool = { true }, report: (TrainingEvent) -> Void = { _ in }
  ) throws(WorkflowError) {
    guard let provenance = stored.model.provenance else {
      throw WorkflowError(
        .input, code: "noProvenance", "the model has no provenance to train again from",
        path: stored.file.path.string)
    }
    let record = try TrainingRecord(
      provenance, dataset: dataset, teacher: teacher, path: stored.file.path)
    let session = try TrainingSession(
      record, dataset: dataset, teacher: teacher, pool: pool, kernels: kernels)
    while !session.trainer.isFinished {
      guard try session.trainEpoch(while: shouldContinue, report: report), shouldContinue() else {
        return nil
      }
    }
    var trained = try Self.stored(session.model().model, for: stored)
    if stored.model.network.int8 != nil {
      guard let images = provenance.calibrationImages else {
        throw WorkflowError(
          .input, code: "noProvenance",
          "the model's provenance does not say what it was calibrated with",
          path: stored.file.path.string, expected: "quantisation.images", found: "nothing")
      }
      let quantisation = try ModelQuantisation(
        trained, dataset: dataset, calibrationImages: images, pool: pool, kernels: kernels)
      trained = try Self.stored(quantisation.model, for: stored)
    }
    self.trained = trained
    self.stored = stored
    difference = ModelDifference(stored, trained)
  }

  /// The model that was trained again, as if it were in a file.
  private static func stored(
    _ model: Model, for other: StoredModel
  ) throws(WorkflowError) -> StoredModel {
    do {
      let bytes = try ModelFile.encode(model)
      return StoredModel(
        model: model, file: StoredFile(path: "(trained again)", bytes: bytes, model: model))
    } catch {
      throw WorkflowError(error, path: other.file.path)
    }
  }
}
