internal import LinearAlgebra

/// A division of examples into two parts with the same mixture of classes.
///
/// Of the `n_c` images of class `c`, `round(fraction * n_c)` (halves up) go to validation: the
/// first ones of a random order of the class's images. Both parts keep the order of the data set.
public struct StratifiedSplit: Sendable, Hashable {
  /// The indices of the images to train on, ascending.
  public let training: [Int32]
  /// The indices of the images to validate on, ascending.
  public let validation: [Int32]

  /// Some images to train on, with none to validate on.
  init(training: [Int32]) {
    self.training = training
    validation = []
  }

  /// Splits images by their labels.
  ///
  /// - Precondition: `0 <= fraction < 1` and every label is below `classes`.
  public init(labels: [UInt8], classes: Int, fraction: Double, seed: UInt64) {
    precondition(fraction >= 0 && fraction < 1, "a fraction is in [0, 1), found \(fraction)")
    var members = [[Int32]](repeating: [], count: classes)
    for (index, label) in labels.enumerated() { members[Int(label)].append(Int32(index)) }
    var isValidation = [Bool](repeating: false, count: labels.count)
    let generator = Philox(seed: seed)
    for (label, images) in members.enumerated() {
      let order = generator.permutation(of: images, stream: .splitting, epoch: UInt32(label))
      let share = Int((fraction * Double(images.count) + 0.5).rounded(.down))
      for image in order.prefix(share) { isValidation[Int(image)] = true }
    }
    let all = labels.indices.map { Int32($0) }
    training = all.filter { !isValidation[Int($0)] }
    validation = all.filter { isValidation[Int($0)] }
  }
}
