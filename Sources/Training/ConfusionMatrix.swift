/// How often images of each class were taken for each class.
public struct ConfusionMatrix: Sendable, Hashable {
  /// The counts, `[actual][predicted]`.
  public private(set) var counts: [[Int]]

  /// Creates a matrix of zeros.
  public init(classes: Int) {
    counts = [[Int]](repeating: [Int](repeating: 0, count: classes), count: classes)
  }

  /// Creates a matrix from its counts, `[actual][predicted]`, which must be square.
  public init(counts: [[Int]]) {
    precondition(
      counts.allSatisfy { $0.count == counts.count }, "a confusion matrix must be square")
    self.counts = counts
  }

  /// The number of classes.
  public var classes: Int { counts.count }
  /// The number of images.
  public var total: Int { counts.reduce(0) { $0 + $1.reduce(0, +) } }
  /// The number of images on the diagonal.
  public var correct: Int { counts.indices.reduce(0) { $0 + counts[$1][$1] } }
  /// The share of images on the diagonal; 0 where there is none.
  public var accuracy: Double { total == 0 ? 0 : Double(correct) / Double(total) }

  /// Counts one image.
  public mutating func add(actual: Int, predicted: Int) {
    counts[actual][predicted] += 1
  }

  /// The scores of each class.
  public var perClass: [ClassScores] {
    counts.indices.map { label in
      let truePositives = counts[label][label]
      return ClassScores(
        label: label, truePositives: truePositives,
        predicted: counts.reduce(0) { $0 + $1[label] }, support: counts[label].reduce(0, +))
    }
  }
}

/// How well one class is recognised.
public struct ClassScores: Sendable, Hashable {
  /// The class.
  public let label: Int
  /// Of the images taken for this class, the share that is of it; 0 where none was.
  public let precision: Double
  /// Of the images of this class, the share that was taken for it; 0 where there is none.
  public let recall: Double
  /// The harmonic mean of precision and recall; 0 where both are 0.
  public let f1: Double
  /// The number of images of this class.
  public let support: Int

  init(label: Int, truePositives: Int, predicted: Int, support: Int) {
    self.label = label
    self.support = support
    precision = predicted == 0 ? 0 : Double(truePositives) / Double(predicted)
    recall = support == 0 ? 0 : Double(truePositives) / Double(support)
    // 2 p r / (p + r) with p = t / predicted and r = t / support.
    f1 = predicted + support == 0 ? 0 : 2 * Double(truePositives) / Double(predicted + support)
  }
}
