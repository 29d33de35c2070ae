internal import LinearAlgebra
internal import ModelFile
internal import NeuralNet

/// A stored model, classifying in this process.
struct LocalClassifier: ImageClassifier {
  let face: ModelFace

  private let classifier: Classifier
  private let pool: WorkerPool

  /// Makes a model ready, and runs its self-test.
  init(_ stored: StoredModel, pool: WorkerPool, kernels: KernelSet) throws(WorkflowError) {
    let model = stored.model
    face = ModelFace(
      rows: model.input.rows, columns: model.input.columns, labels: model.labels)
    classifier = Classifier(
      network: model.network, normalisation: model.input.normalisation, kernels: kernels)
    self.pool = pool
    try SelfTestRun.check(stored, classifier: classifier)
  }

  func begin(
    _ pixels: [UInt8], topK: Int
  ) throws(WorkflowError) -> () throws(WorkflowError) -> [[ClassifiedImages.Guess]] {
    let (count, classes) = (pixels.count / classifier.inputs, classifier.classes)
    let logits = classifier.logits(pixels, count: count, pool: pool)
    return {
      (0..<count).map {
        LocalClassifier.guess(Array(logits[$0 * classes..<($0 + 1) * classes]), topK)
      }
    }
  }

  /// The best classes of one image by its logits, as in an evaluation.
  private static func guess(_ logits: [Float], _ topK: Int) -> [ClassifiedImages.Guess] {
    let probabilities = Softmax(logits: logits).probabilities
    let labels = topK == 1 ? [Ranking.best(logits)] : Ranking.top(topK, of: logits)
    return labels.map { ClassifiedImages.Guess(label: $0, probability: probabilities[$0]) }
  }
}
