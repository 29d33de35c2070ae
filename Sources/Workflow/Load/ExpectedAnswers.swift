internal import LinearAlgebra
internal import MNISTData
internal import ModelFile
internal import NeuralNet
internal import SystemPackage
internal import WireProtocol

/// What a model must answer to each request of a ring, byte for byte.
///
/// The answers hold logits: two models may well say the same of a digit, but not with the same bits.
struct ExpectedAnswers: Sendable {
  /// What a request must ask for, so that its answer can be compared.
  static let options: ClassifyOptions = .logits

  private let payloads: [UInt8]
  private let byteCount: Int

  /// Computes the answers of a model in this process.
  init(
    _ stored: StoredModel, to ring: FrameRing, images: ImageSet, kernels: KernelSet,
    pool: WorkerPool
  ) throws(WorkflowError) {
    let classifier = Classifier(
      network: stored.model.network, normalisation: stored.model.input.normalisation,
      kernels: kernels)
    try SelfTestRun.check(stored, classifier: classifier)
    guard classifier.inputs == ring.request.inputs else {
      let (expected, found) = ("\(ring.request.inputs) inputs", "\(classifier.inputs)")
      throw WorkflowError(
        .input, code: "modelShape",
        "\(stored.file.path): a model to compare with: expected \(expected), found \(found)",
        path: stored.file.path.string, expected: expected, found: found)
    }
    let (batch, classes) = (ring.request.imageCount, classifier.classes)
    let layout = ClassificationLayout(
      imageCount: batch, classes: classes, topK: 0, options: ExpectedAnswers.options)
    byteCount = layout.byteCount
    var payloads = [UInt8](repeating: 0, count: ring.count * layout.byteCount)
    var room = payloads.mutableSpan
    for place in 0..<ring.count {
      let pixels = FrameRing.pixels(ofRequest: place, images, batch: batch)
      let logits = classifier.logits(pixels, count: batch, pool: pool)
      let labels = (0..<batch).map { image in
        UInt16(Ranking.best(logits.span.extracting(image * classes..<(image + 1) * classes)))
      }
      let start = place * layout.byteCount
      layout.writeHead(to: &room, at: start)
      layout.write(labels: labels.span, from: 0, to: &room, at: start)
      layout.write(logits: logits.span, from: 0, to: &room, at: start)
    }
    self.payloads = payloads
  }

  /// Whether the payload of an answer is the model's answer to the request at a place.
  func holds(_ payload: Span<UInt8>, at place: Int) -> Bool {
    guard payload.count == byteCount else { return false }
    let start = place * byteCount
    for index in 0..<byteCount where payload[index] != payloads[start + index] { return false }
    return true
  }
}
