internal import LinearAlgebra
internal import ModelFile
internal import NeuralNet
internal import SystemPackage

/// A model file, run in this process.
struct ModelContestant: Contestant {
  let stored: StoredModel
  private let classifier: Classifier
  private let pool: WorkerPool

  /// Makes the model ready, and runs its self-test.
  init(_ stored: StoredModel, pool: WorkerPool, kernels: KernelSet) throws(WorkflowError) {
    self.stored = stored
    self.pool = pool
    classifier = Classifier(
      network: stored.model.network, normalisation: stored.model.input.normalisation,
      kernels: kernels)
    try SelfTestRun.check(stored, classifier: classifier)
  }

  var name: String { stored.file.path.string }

  func logits(_ pixels: [UInt8], count: Int) throws(WorkflowError) -> [Float] {
    let input = stored.model.input
    guard pixels.count == count * input.pixels else {
      throw WorkflowError(
        .input, code: "shape", "the model does not take the images of the data set", path: name,
        expected: "\(input.pixels) pixels", found: "\(pixels.count / count)")
    }
    return classifier.logits(pixels, count: count, pool: pool)
  }
}
