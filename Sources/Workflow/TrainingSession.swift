public import LinearAlgebra
internal import MNISTData
public import ModelFile
internal import NeuralNet
internal import Posix
public import Training

/// A training from data to a model in memory; it touches no file.
///
/// A class because it has an identity: one training that goes on from call to call.
public final class TrainingSession {
  /// The trainer, with the network as it is now.
  public let trainer: Trainer
  /// What is trained, and how it is described in the file.
  public let record: TrainingRecord

  private let dataset: LoadedDataset
  private let pool: WorkerPool
  private let kernels: KernelSet

  /// Prepares a training.
  ///
  /// - Parameter teacher: the model to learn from; the one that the record was made with.
  /// - Throws: ``WorkflowError`` where settings, data, teacher and state do not fit together.
  public init(
    _ record: TrainingRecord, dataset: LoadedDataset, teacher: StoredModel? = nil,
    resuming state: TrainerState? = nil,
    pool: WorkerPool, kernels: KernelSet = .best
  ) throws(WorkflowError) {
    self.record = record
    self.dataset = dataset
    self.pool = pool
    self.kernels = kernels
    let training = try dataset.requireTraining()
    let teacher = try teacher.map(Teacher.init)
    do {
      let examples = try TrainingExamples(
        inputs: training.images.pixelsPerImage, columns: training.images.columns,
        classes: training.classes,
        pixels: training.images.pixels, labels: training.labels)
      trainer = try Trainer(
        settings: record.settings, examples: examples, teacher: teacher, resuming: state,
        pool: pool, kernels: kernels)
    } catch {
      throw WorkflowError(error)
    }
  }

  /// The number of test images.
  public var testCount: Int { dataset.test?.count ?? 0 }

  /// Trains to the end of the current epoch; false if it was interrupted before.
  ///
  /// - Parameter shouldContinue: asked after every step.
  public func trainEpoch(
    while shouldContinue: () -> Bool, report: (TrainingEvent) -> Void
  ) throws(WorkflowError) -> Bool {
    let start = MonotonicClock.now
    let imagesBefore = trainer.stepReport.images
    let finished: EpochReport?
    do {
      finished = try trainer.trainEpoch { step in
        report(.step(step))
        return shouldContinue()
      }
    } catch {
      throw WorkflowError(error)
    }
    guard let finished else { return false }
    let seconds = (MonotonicClock.now - start) / .seconds(1)
    let images = Double(trainer.trainingCount - imagesBefore)
    report(.epoch(finished, seconds: seconds, imagesPerSecond: images / max(seconds, 1e-9)))
    if trainer.hasStoppedEarly {
      report(.stoppedEarly(epoch: finished.epoch, bestEpoch: trainer.resultEpoch))
    }
    return true
  }

  /// The model that training has reached, and what the test images say of it.
  public func model() throws(WorkflowError) -> (model: Model, test: Evaluation?) {
    let training = try dataset.requireTraining()
    let network = trainer.result
    let normalisation = record.settings.normalisation
    let classifier = Classifier(
      network: network, normalisation: normalisation, kernels: kernels)
    let test = dataset.test.map {
      Evaluation(classifier, pixels: $0.images.pixels, labels: $0.labels, pool: pool)
    }
    // One image at least, kept in the file or not: the trainer looks at the logits of a step before
    // its update, so nobody has seen what the last update did.
    let probes = trainer.selfTestImages.prefix(max(1, record.selfTestSamples)).map { index in
      let pixels = training.images[index]
      return SelfTest.Sample(pixels: pixels, logits: classifier.logits(pixels.span, count: 1))
    }
    guard probes.allSatisfy({ $0.logits.allSatisfy(\.isFinite) }), test?.loss.isFinite ?? true
    else {
      throw WorkflowError(
        .diverged(
          epoch: trainer.history.count, step: trainer.stepsPerEpoch,
          what: "a logit of the trained network"))
    }
    let metrics = test.flatMap { evaluation in
      dataset.digests.test.map {
        Metrics(
          accuracy: evaluation.accuracy, loss: evaluation.loss, count: evaluation.count,
          confusion: evaluation.confusion.counts, dataSHA256: $0.combined)
      }
    }
    let model = Model(
      network: network,
      input: InputLayout(
        rows: training.images.rows, columns: training.images.columns,
        normalisation: normalisation),
      labels: (0..<training.classes).map(String.init),
      selfTest: SelfTest(samples: Array(probes.prefix(record.selfTestSamples))),
      provenance: record.provenance(history: trainer.history, resultEpoch: trainer.resultEpoch),
      metrics: metrics)
    return (model, test)
  }
}
