public import LinearAlgebra
public import ModelFile
internal import NeuralNet
public import SystemPackage
internal import Training

/// The verification of a model file on disk, up to measuring its accuracy again.
public struct ModelVerification: Sendable {
  /// What came of each level.
  public let result: Verification

  /// Verifies a file.
  ///
  /// - Parameters:
  ///   - level: the last level to check.
  ///   - kernels: the kernels that the self-test runs with.
  ///   - data: the data set for level 5.
  /// - Throws: ``WorkflowError`` where the file or the data cannot be read; a damaged model is a
  ///   result and no error.
  public init(
    _ path: FilePath, through level: Verification.Level, kernels: KernelSet, pool: WorkerPool,
    data: DatasetDirectory?
  ) throws(WorkflowError) {
    let bytes = try ModelStore.read(path)
    var result = Self.verify(bytes, through: min(level, .selfTest), kernels: kernels)
    if level == .accuracy, result.ok, let model = result.model, let data {
      let dataset = try data.load(.test, classes: model.network.classes, pool: pool)
      let stored = StoredModel(
        model: model, file: StoredFile(path: path, bytes: bytes, model: model))
      result.outcomes.append(
        try ModelVerification.accuracy(stored, dataset: dataset, kernels: kernels, pool: pool))
    }
    self.result = result
  }

  /// Verifies the bytes of a file, at most through the self-test.
  static func verify(
    _ bytes: [UInt8], through level: Verification.Level = .selfTest, kernels: KernelSet
  ) -> Verification {
    ModelFile.verify(bytes, through: level) { model, pixels, count in
      Classifier(
        network: model.network, normalisation: model.input.normalisation, kernels: kernels
      ).logits(pixels.span, count: count)
    }
  }

  /// Compares the recorded metrics with a new measurement; the numeric contract makes them equal.
  private static func accuracy(
    _ stored: StoredModel, dataset: LoadedDataset, kernels: KernelSet, pool: WorkerPool
  ) throws(WorkflowError) -> Verification.Outcome {
    guard let metrics = stored.model.metrics else {
      return Verification.Outcome(.accuracy, failed: "the file records no metrics to compare with")
    }
    let measured = try ModelEvaluation(stored, dataset: dataset, pool: pool, kernels: kernels)
    guard measured.digests.combined == metrics.dataSHA256 else {
      return Verification.Outcome(
        .accuracy,
        failed: "the metrics were measured on other data: expected \(metrics.dataSHA256), "
          + "found \(measured.digests.combined)")
    }
    let evaluation = measured.evaluation
    guard evaluation.accuracy == metrics.accuracy, evaluation.loss == metrics.loss,
      evaluation.confusion.counts == metrics.confusion
    else {
      return Verification.Outcome(
        .accuracy,
        failed: "the recorded metrics are not reproduced: expected accuracy \(metrics.accuracy) "
          + "and loss \(metrics.loss), found \(evaluation.accuracy) and \(evaluation.loss)")
    }
    return Verification.Outcome(
      .accuracy,
      passed: "accuracy \(evaluation.accuracy) and loss \(evaluation.loss) on "
        + "\(evaluation.count) images, as recorded")
  }
}
