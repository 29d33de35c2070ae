/// Where the parts of a classification's answer lie within its payload: `formats/wire-protocol.md`,
/// section 5.4.
///
/// A part that was not asked for is empty.
public struct ClassificationLayout: Sendable, Hashable {
  /// The number of images, at least 1.
  public let imageCount: Int
  /// The number of classes, 1 to 1,024.
  public let classes: Int
  /// The number of ranked classes; 0 where none are wanted.
  public let topK: Int
  /// The flags of the request without ``ClassifyOptions/bulk``.
  public let options: ClassifyOptions
  /// The class of each image: u16, `[imageCount]`.
  public let labels: Range<Int>
  /// The most probable classes, best first: u16, `[imageCount, topK]`.
  public let ranked: Range<Int>
  /// Their probabilities: f32, `[imageCount, topK]`.
  public let rankedProbabilities: Range<Int>
  /// The probabilities of all classes: f32, `[imageCount, classes]`.
  public let probabilities: Range<Int>
  /// The logits of all classes: f32, `[imageCount, classes]`.
  public let logits: Range<Int>

  /// Lays out the answer of a model with `classes` classes.
  ///
  /// - Precondition: `imageCount` is at least 1 and fits 32 bits, `classes` is 1 to 1,024, and `topK`
  ///   at most `classes` and 0 if and only if the option is not set.
  public init(imageCount: Int, classes: Int, topK: Int, options: ClassifyOptions) {
    precondition(
      (1...Int(UInt32.max)).contains(imageCount)
        && (1...WireFormat.classLimit).contains(classes),
      "\(imageCount) images and \(classes) classes have no answer")
    precondition(
      (0...classes).contains(topK) && (topK > 0) == options.contains(.topK),
      "\(topK) ranked classes do not fit \(classes) classes and options \(options.rawValue)")
    self.imageCount = imageCount
    self.classes = classes
    self.topK = topK
    self.options = options.subtracting(.bulk)
    var end = ClassifyRequest.headByteCount
    func part(_ elements: Int, of size: Int) -> Range<Int> {
      guard elements > 0 else { return end..<end }
      let start = WireFormat.aligned(end)
      end = start + imageCount * elements * size
      return start..<end
    }
    labels = part(1, of: 2)
    ranked = part(topK, of: 2)
    rankedProbabilities = part(topK, of: 4)
    probabilities = part(options.contains(.probabilities) ? classes : 0, of: 4)
    logits = part(options.contains(.logits) ? classes : 0, of: 4)
  }

  /// The bytes of the payload.
  public var byteCount: Int { logits.upperBound }

  /// The bytes of the answer's frame.
  public var frameByteCount: Int { WireFormat.frameByteCount(payload: byteCount) }

  /// The parts in the order of the wire.
  var parts: [Range<Int>] { [labels, ranked, rankedProbabilities, probabilities, logits] }
}
