public import ImageInput
public import LinearAlgebra
public import WireProtocol

/// Images of any number of inputs, classified one piece after the other with a stored model or by a
/// server.
///
/// Both give the same results, bit for bit. Memory does not grow with the number of images: of an
/// IDX file only a few pieces are held.
///
/// ```swift
/// var run = try Classification(stored, inputs: [.file("digits.png")], pool: pool, kernels: .best)
/// while let images = try run.next() { show(images) }
/// ```
public struct Classification {
  /// The bytes of pixels that are classified together, where there are so many.
  static let pieceByteCount = 4 << 20
  /// The pieces that are read ahead of the one whose results come next.
  private static let piecesAhead = 1

  /// What the model takes and tells.
  public var face: ModelFace { classifier.face }

  private let classifier: any ImageClassifier
  private let inputs: [ClassificationInput]
  private let normaliser: DigitNormaliser
  private let topK: Int
  private let goesOn: @Sendable () -> Bool

  private var position = 0
  private var stream: ImageStream?
  private var nextIndex = 0
  /// What has been read and whose results have not been given.
  private var pending: [PendingPiece] = []
  /// What went wrong behind the pending pieces.
  private var fault: WorkflowError?

  /// Classifies in this process, once the model has passed its self-test; no input is opened yet.
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
    self.init(
      try LocalClassifier(stored, pool: pool, kernels: kernels), inputs: inputs,
      normaliser: normaliser, topK: topK, while: goesOn)
  }

  /// Classifies by a server, once it has told the model's shape; no input is opened yet.
  ///
  /// - Parameters:
  ///   - path: the server's data socket.
  ///   - model: the model; `nil` for the server's default.
  /// - Precondition: `topK` is at least 1.
  /// - Throws: ``WorkflowError`` where no server answers, or it has no such model.
  public init(
    server path: String, model: ModelReference? = nil, inputs: [ClassificationInput],
    normaliser: DigitNormaliser = DigitNormaliser(), topK: Int = 1,
    while goesOn: @escaping @Sendable () -> Bool = { true }
  ) throws(WorkflowError) {
    self.init(
      try RemoteClassifier(path: path, model: model, while: goesOn), inputs: inputs,
      normaliser: normaliser, topK: topK, while: goesOn)
  }

  private init(
    _ classifier: any ImageClassifier, inputs: [ClassificationInput], normaliser: DigitNormaliser,
    topK: Int, while goesOn: @escaping @Sendable () -> Bool
  ) {
    precondition(topK >= 1, "at least one class of an image is told, found \(topK)")
    self.classifier = classifier
    self.inputs = inputs
    self.normaliser = normaliser
    self.topK = topK
    self.goesOn = goesOn
  }

  /// The results of the next images, as many as are at hand and fit a piece.
  ///
  /// - Returns: the results of at least one image of one input; `nil` after the last one, and where
  ///   the run is not to go on.
  /// - Throws: ``WorkflowError`` with the first fault of an input. Results that came before it are
  ///   right; the run is then over.
  public mutating func next() throws(WorkflowError) -> ClassifiedImages? {
    do throws(WorkflowError) {
      readAhead()
      guard goesOn() else { return nil }
      guard pending.isEmpty else { return try pending.removeFirst().finish() }
      if let fault { throw fault }
      return nil
    } catch {
      end()
      // What goes wrong because the user has had enough is no fault.
      guard goesOn() else { return nil }
      throw error
    }
  }

  /// Reads pieces until there are enough, so that the next one is read while a server computes.
  ///
  /// A pipe is not read ahead of: what has come from it is told before more is waited for.
  private mutating func readAhead() {
    while fault == nil, pending.count <= Classification.piecesAhead, position < inputs.count,
      goesOn()
    {
      if !pending.isEmpty, inputs[position] == .standardInput { return }
      do {
        if let piece = try nextPiece() { pending.append(piece) }
      } catch {
        fault = error
      }
    }
  }

  /// Begins to classify the next piece of the current input; `nil` at its end.
  private mutating func nextPiece() throws(WorkflowError) -> PendingPiece? {
    let pixels = try nextPixels()
    guard let stream, !pixels.isEmpty else {
      stream = nil
      nextIndex = 0
      position += 1
      return nil
    }
    defer { nextIndex += pixels.count / face.pixels }
    return PendingPiece(
      input: inputs[position], firstIndex: nextIndex, inputCount: stream.count,
      guesses: try classifier.begin(pixels, topK: topK))
  }

  private mutating func nextPixels() throws(WorkflowError) -> [UInt8] {
    var current: ImageStream
    if let stream {
      current = stream
    } else {
      current = try ImageStream(
        inputs[position], face: face, normaliser: normaliser, while: goesOn)
    }
    // Held once, so that what it has begun is changed in place.
    stream = nil
    let pixels = try current.next(max(1, Classification.pieceByteCount / face.pixels))
    stream = current
    return pixels
  }

  private mutating func end() {
    position = inputs.count
    stream = nil
    pending = []
    fault = nil
  }
}
