public import ImageInput
public import LinearAlgebra
internal import ModelFile
internal import NeuralNet

/// Images of any number of inputs, classified one piece after the other with a stored model.
///
/// Memory does not grow with the number of images: of an IDX file only a piece is held, of a
/// compressed one the compressed bytes besides.
///
/// ```swift
/// var run = try Classification(stored, inputs: [.file("digits.png")], pool: pool, kernels: .best)
/// while let images = try run.next() { show(images) }
/// ```
public struct Classification {
  /// The bytes of pixels that are classified together, where there are so many.
  static let pieceByteCount = 4 << 20

  private let stored: StoredModel
  private let classifier: Classifier
  private let inputs: [ClassificationInput]
  private let normaliser: DigitNormaliser
  private let topK: Int
  private let pool: WorkerPool
  private let goesOn: @Sendable () -> Bool

  private var position = 0
  private var stream: ImageStream?
  private var nextIndex = 0

  /// Runs the model's self-test; no input is opened yet.
  ///
  /// - Parameters:
  ///   - stored: the model.
  ///   - inputs: where the images come from, in the order of the results.
  ///   - normaliser: how pictures are brought to MNIST's convention. IDX images are taken as they
  ///     are.
  ///   - topK: how many classes of each image are told; all of them where there are fewer.
  ///   - goesOn: asked before each piece, and while a pipe keeps the reader waiting; where it
  ///     answers no, the run is at its end.
  /// - Precondition: `topK` is at least 1.
  /// - Throws: ``WorkflowError`` where the self-test fails on this CPU.
  public init(
    _ stored: StoredModel, inputs: [ClassificationInput],
    normaliser: DigitNormaliser = DigitNormaliser(), topK: Int = 1, pool: WorkerPool,
    kernels: KernelSet, while goesOn: @escaping @Sendable () -> Bool = { true }
  ) throws(WorkflowError) {
    precondition(topK >= 1, "at least one class of an image is told, found \(topK)")
    self.stored = stored
    self.inputs = inputs
    self.normaliser = normaliser
    self.topK = topK
    self.pool = pool
    self.goesOn = goesOn
    classifier = Classifier(
      network: stored.model.network, normalisation: stored.model.input.normalisation,
      kernels: kernels)
    try SelfTestRun.check(stored, classifier: classifier)
  }

  /// The results of the next images, as many as are at hand and fit a piece.
  ///
  /// - Returns: the results of at least one image of one input; `nil` after the last one, and where
  ///   the run is not to go on.
  /// - Throws: ``WorkflowError`` with the first fault of an input. Results that came before it are
  ///   right; the run is then over.
  public mutating func next() throws(WorkflowError) -> ClassifiedImages? {
    do {
      while position < inputs.count, goesOn() {
        let pixels = try nextPixels()
        if !pixels.isEmpty { return classify(pixels) }
        stream = nil
        nextIndex = 0
        position += 1
      }
      return nil
    } catch {
      position = inputs.count
      stream = nil
      // What goes wrong because the user has had enough is no fault.
      guard goesOn() else { return nil }
      throw error
    }
  }

  private mutating func nextPixels() throws(WorkflowError) -> [UInt8] {
    let layout = stored.model.input
    var current: ImageStream
    if let stream {
      current = stream
    } else {
      current = try ImageStream(
        inputs[position], layout: layout, normaliser: normaliser, while: goesOn)
    }
    // Held once, so that what it has begun is changed in place.
    stream = nil
    let pixels = try current.next(max(1, Classification.pieceByteCount / layout.pixels))
    stream = current
    return pixels
  }

  private mutating func classify(_ pixels: [UInt8]) -> ClassifiedImages {
    let (count, classes) = (pixels.count / classifier.inputs, classifier.classes)
    let logits = classifier.logits(pixels, count: count, pool: pool)
    let guesses = (0..<count).map { guess(Array(logits[$0 * classes..<($0 + 1) * classes])) }
    defer { nextIndex += count }
    return ClassifiedImages(
      input: inputs[position], firstIndex: nextIndex, inputCount: stream?.count ?? count,
      guesses: guesses)
  }

  /// The best classes of one image by its logits, as in an evaluation.
  private func guess(_ logits: [Float]) -> [ClassifiedImages.Guess] {
    let probabilities = Softmax(logits: logits).probabilities
    let labels = topK == 1 ? [Ranking.best(logits)] : Ranking.top(topK, of: logits)
    return labels.map { ClassifiedImages.Guess(label: $0, probability: probabilities[$0]) }
  }
}
