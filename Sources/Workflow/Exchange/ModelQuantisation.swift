public import LinearAlgebra
internal import MNISTData
public import ModelFile
internal import NeuralNet
internal import SystemPackage
public import Training

/// A model brought to 8-bit integers, and what that did to its answers.
public struct ModelQuantisation: Sendable {
  /// The number of training images that are calibrated with where nobody says another.
  public static let defaultCalibrationImages = 10_000

  /// The model that was quantised.
  public let stored: StoredModel
  /// The model in 8-bit integers: measured anew, with a self-test of its own, derived from the
  /// other.
  public let model: Model
  /// The number of images that were calibrated with.
  public let calibrationImages: Int
  /// What the test images say of the model before.
  public let before: Evaluation
  /// What they say of it afterwards.
  public let after: Evaluation
  /// How the two answer the test images.
  public let comparison: LogitComparison
  /// The length of the new model's file in bytes.
  public let byteCount: Int

  /// Quantises a model with the training images of a data set, and measures both with its test
  /// images.
  ///
  /// - Parameters:
  ///   - calibrationImages: how many training images to calibrate with, the first ones.
  /// - Throws: ``WorkflowError`` where the model is quantised already or cannot be, or the data do
  ///   not fit it.
  public init(
    _ stored: StoredModel, dataset: LoadedDataset,
    calibrationImages: Int = ModelQuantisation.defaultCalibrationImages, pool: WorkerPool,
    kernels: KernelSet
  ) throws(WorkflowError) {
    let path = stored.file.path.string
    guard let network = stored.model.network.float32 else {
      throw WorkflowError(
        .input, code: "quantised", "the model is one of 8-bit integers already", path: path,
        expected: "a float32 model", found: "int8", remedy: "name the model that it was made from")
    }
    let input = stored.model.input
    let training = try dataset.requireTraining().prefix(calibrationImages)
    try Self.requireSize(training, input, name: dataset.source)
    // Runs the self-test, and checks the test images' size.
    let measured = try ModelEvaluation(stored, dataset: dataset, pool: pool, kernels: kernels)
    let quantised: QuantisedMLP
    do {
      quantised = try Quantisation.quantise(
        network, normalisation: input.normalisation, pixels: training.images.pixels.span,
        count: training.count, kernels: kernels)
    } catch {
      throw WorkflowError(.input, code: "quantisation", "\(error)", path: path)
    }
    let test = measured.images
    func logits(_ network: Network) -> [Float] {
      Classifier(network: network, normalisation: input.normalisation, kernels: kernels)
        .logits(test.images.pixels, count: test.count, pool: pool)
    }
    let classes = network.classes
    let after = logits(.int8(quantised))
    comparison = LogitComparison(logits(.float32(network)), after, classes: classes)
    self.after = Evaluation(logits: after, labels: test.labels, classes: classes)
    self.stored = stored
    self.calibrationImages = training.count
    before = measured.evaluation
    model = Self.model(
      quantised, from: stored.model,
      calibrationImages: training.count,
      metrics: Metrics(
        accuracy: self.after.accuracy, loss: self.after.loss, count: self.after.count,
        confusion: self.after.confusion.counts, dataSHA256: measured.digests.combined),
      kernels: kernels)
    do {
      byteCount = try ModelFile.encode(model).count
    } catch {
      throw WorkflowError(error, path: stored.file.path)
    }
  }

  /// The model of a quantised network: all that the other says of itself stays true but what
  /// depends on the tensors.
  private static func model(
    _ network: QuantisedMLP, from parent: Model, calibrationImages: Int, metrics: Metrics,
    kernels: KernelSet
  ) -> Model {
    var model = parent
    model.network = .int8(network)
    model.metrics = metrics
    let classifier = Classifier(
      network: model.network, normalisation: model.input.normalisation, kernels: kernels)
    model.selfTest = SelfTest(
      samples: parent.selfTest.samples.map {
        SelfTest.Sample(
          pixels: $0.pixels, logits: classifier.logits($0.pixels.span, count: 1))
      })
    var provenance = parent.provenance ?? Provenance(generator: Generator.name)
    provenance.derivedFrom = parent.tensorsSHA256
    provenance.calibrationImages = calibrationImages
    model.provenance = provenance
    return model
  }

  private static func requireSize(
    _ images: LabelledImages, _ input: InputLayout, name: String
  ) throws(WorkflowError) {
    do {
      try images.images.requireSize(rows: input.rows, columns: input.columns, name: name)
    } catch {
      throw WorkflowError(
        .input, code: "imageSize", "\(error)", path: name, offset: error.fault.offset,
        expected: error.fault.expected, found: error.fault.found)
    }
  }
}
