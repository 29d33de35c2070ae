public import LinearAlgebra
public import NeuralNet

extension Evaluation {
  /// Images that are copied together: enough for the kernels, few enough for the cache.
  private static let chunk = 1_024

  /// Classifies some of a number of examples and evaluates the result.
  ///
  /// The images are copied in small pieces, so that folds of one data set share its memory.
  ///
  /// - Parameter images: the indices of the images.
  public init(
    _ classifier: Classifier, examples: TrainingExamples, images: [Int32], pool: WorkerPool
  ) {
    let classes = classifier.classes
    let inputs = examples.inputs
    let logits = SharedBuffer<Float>(repeating: 0, count: images.count * classes)
    let chunk = Evaluation.chunk
    pool.forEach((images.count + chunk - 1) / chunk) { index in
      let rows = index * chunk..<min((index + 1) * chunk, images.count)
      var pixels: [UInt8] = []
      pixels.reserveCapacity(rows.count * inputs)
      for image in images[rows] {
        pixels += examples.pixels[Int(image) * inputs..<(Int(image) + 1) * inputs]
      }
      let values = classifier.logits(pixels.span, count: rows.count)
      for k in values.indices { logits[rows.lowerBound * classes + k] = values[k] }
    }
    self.init(
      logits: logits.array, labels: images.map { examples.labels[Int($0)] }, classes: classes)
  }
}
