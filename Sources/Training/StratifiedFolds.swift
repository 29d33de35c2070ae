internal import LinearAlgebra

/// A division of examples into folds with the same mixture of classes, for cross-validation.
///
/// The images of each class are put into a random order, those orders are joined in ascending
/// order of the classes, and the image at position `p` of the whole goes to fold `p mod k`. So the
/// folds differ by one image at most, in each class and in all.
///
/// Source: Kohavi, "A study of cross-validation and bootstrap for accuracy estimation and model
/// selection" (1995).
public struct StratifiedFolds: Sendable, Hashable {
  /// The range of the number of folds.
  public static let countRange = 2...100

  /// The number of folds, `k`.
  public let count: Int
  /// The fold of each image.
  private let fold: [UInt8]

  /// Divides images by their labels.
  ///
  /// - Parameters:
  ///   - labels: the class of each image.
  ///   - classes: the number of classes; every label is below it.
  ///   - count: the number of folds, within ``countRange``.
  ///   - seed: the seed of the orders.
  /// - Throws: ``TrainingError`` where the number of folds is out of its range, or where there are
  ///   fewer images than folds.
  public init(
    labels: [UInt8], classes: Int, count: Int, seed: UInt64
  ) throws(TrainingError) {
    let range = StratifiedFolds.countRange
    try require(
      "the number of folds", "in \(range.lowerBound)...\(range.upperBound)", count
    ) { range.contains($0) }
    guard labels.count >= count else {
      throw .examples(
        expected: "an image for each of \(count) folds", found: "\(labels.count) images")
    }
    var members = [[Int32]](repeating: [], count: classes)
    for (index, label) in labels.enumerated() { members[Int(label)].append(Int32(index)) }
    var fold = [UInt8](repeating: 0, count: labels.count)
    var position = 0
    let generator = Philox(seed: seed)
    for (label, images) in members.enumerated() {
      let order = generator.permutation(of: images, stream: .splitting, epoch: UInt32(label))
      for image in order {
        fold[Int(image)] = UInt8(position % count)
        position += 1
      }
    }
    self.count = count
    self.fold = fold
  }

  /// The images to validate on in one turn, ascending: those of the fold.
  public func validation(_ index: Int) -> [Int32] {
    images { $0 == index }
  }

  /// The images to train on in one turn, ascending: those of all other folds.
  public func training(_ index: Int) -> [Int32] {
    images { $0 != index }
  }

  private func images(where isWanted: (Int) -> Bool) -> [Int32] {
    fold.indices.filter { isWanted(Int(fold[$0])) }.map { Int32($0) }
  }
}
