/// The images of which a network was about equally sure, and how often it was right.
public struct CalibrationBin: Sendable, Hashable {
  /// The number of images whose confidence lies in the bin's range.
  public private(set) var count = 0
  /// The number of them that were classified correctly.
  public private(set) var hits = 0
  /// The sum of their confidences.
  public private(set) var confidenceSum = 0.0

  /// The mean confidence; `nil` where there is no image.
  public var confidence: Double? { count == 0 ? nil : confidenceSum / Double(count) }
  /// The share that was classified correctly; `nil` where there is no image.
  public var accuracy: Double? { count == 0 ? nil : Double(hits) / Double(count) }

  private mutating func add(_ outcome: Evaluation.Outcome) {
    count += 1
    hits += outcome.predicted == outcome.label ? 1 : 0
    confidenceSum += Double(outcome.confidence)
  }

  /// Sorts images into `count` bins of equal width over 0...1; the last one holds 1 itself.
  ///
  /// A file may hold weights whose logits overflow; such an image has no confidence and no bin.
  static func bins(_ outcomes: [Evaluation.Outcome], count: Int) -> [CalibrationBin] {
    var bins = [CalibrationBin](repeating: CalibrationBin(), count: count)
    for outcome in outcomes where outcome.confidence.isFinite {
      bins[min(count - 1, Int(outcome.confidence * Float(count)))].add(outcome)
    }
    return bins
  }
}
