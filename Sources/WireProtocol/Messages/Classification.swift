/// The answer to a classification, as a client reads it: `formats/wire-protocol.md`, section 5.4.
public struct Classification: Sendable, Hashable {
  /// What the answer holds, and how many images, classes and ranked classes.
  public let layout: ClassificationLayout
  /// The class of each image, `[images]`.
  public let labels: [UInt16]
  /// The most probable classes, best first, `[images, topK]`; empty where not asked for.
  public let ranked: [UInt16]
  /// Their probabilities, `[images, topK]`.
  public let rankedProbabilities: [Float]
  /// The probabilities of all classes, `[images, classes]`; empty where not asked for.
  public let probabilities: [Float]
  /// The logits of all classes, `[images, classes]`; empty where not asked for.
  public let logits: [Float]

  /// Reads the payload of an answer to a request.
  ///
  /// - Parameters:
  ///   - payload: the payload of an answer with ``Status/ok``.
  ///   - itemCount: the item count of its header.
  ///   - request: what was asked; without it, the answer need only agree with itself.
  /// - Throws: the fault; the connection must end.
  public init(
    decoding payload: Span<UInt8>, itemCount: UInt32, answering request: ClassifyRequest? = nil
  ) throws(WireError) {
    let layout = try ClassificationLayout(
      reading: payload, itemCount: itemCount, answering: request)
    for (part, next) in zip(layout.parts, layout.parts.dropFirst()) {
      for index in part.upperBound..<next.lowerBound where payload[index] != 0 {
        throw WireError(
          .badArgument, at: WireFormat.headerByteCount + index, .padding, expected: .exactly(0),
          found: UInt64(payload[index]))
      }
    }
    self.layout = layout
    labels = try Classification.classes(payload, layout.labels, below: layout.classes)
    ranked = try Classification.classes(payload, layout.ranked, below: layout.classes)
    rankedProbabilities = Classification.numbers(payload, layout.rankedProbabilities)
    probabilities = Classification.numbers(payload, layout.probabilities)
    logits = Classification.numbers(payload, layout.logits)
  }

  private static func classes(
    _ payload: Span<UInt8>, _ part: Range<Int>, below classes: Int
  ) throws(WireError) -> [UInt16] {
    var values: [UInt16] = []
    values.reserveCapacity(part.count / 2)
    for offset in stride(from: part.lowerBound, to: part.upperBound, by: 2) {
      let value = payload.u16(at: offset)
      guard Int(value) < classes else {
        throw WireError(
          .badArgument, at: WireFormat.headerByteCount + offset, .label,
          expected: .atMost(UInt64(classes - 1)), found: UInt64(value))
      }
      values.append(value)
    }
    return values
  }

  private static func numbers(_ payload: Span<UInt8>, _ part: Range<Int>) -> [Float] {
    [Float](capacity: part.count / 4) { numbers in
      for offset in stride(from: part.lowerBound, to: part.upperBound, by: 4) {
        numbers.append(Float(bitPattern: payload.u32(at: offset)))
      }
    }
  }
}
