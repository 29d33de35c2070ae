public import LinearAlgebra
public import MNISTData
internal import ModelFile
internal import NeuralNet
public import Training

/// What the test images of a data set say about a stored model.
public struct ModelEvaluation: Sendable {
  /// The measured model.
  public let stored: StoredModel
  /// The test images.
  public let images: LabelledImages
  /// The identity of the test images.
  public let digests: PartDigests
  /// The measurement.
  public let evaluation: Evaluation

  /// Runs the model's self-test, then classifies all test images.
  ///
  /// - Throws: ``WorkflowError`` where the self-test fails on this CPU, the images are not of the
  ///   model's size, or a label is none of its classes.
  public init(
    _ stored: StoredModel, dataset: LoadedDataset, pool: WorkerPool, kernels: KernelSet,
    topK: Int = 5
  ) throws(WorkflowError) {
    let (images, digests) = try dataset.requireTest()
    let model = stored.model
    do {
      try images.images.requireSize(
        rows: model.input.rows, columns: model.input.columns, name: dataset.testImagesName)
    } catch {
      throw WorkflowError(
        .input, code: "imageSize", "\(error)", path: dataset.testImagesName,
        offset: error.fault.offset, expected: error.fault.expected, found: error.fault.found)
    }
    let classifier = Classifier(
      network: model.network, normalisation: model.input.normalisation, kernels: kernels)
    try SelfTestRun.check(stored, classifier: classifier)
    self.stored = stored
    self.images = images
    self.digests = digests
    evaluation = Evaluation(
      classifier, pixels: images.images.pixels, labels: images.labels, pool: pool, topK: topK)
  }
}
