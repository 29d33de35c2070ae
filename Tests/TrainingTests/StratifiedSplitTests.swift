import LinearAlgebra
import Testing

@testable import Training

@Suite("StratifiedSplit")
struct StratifiedSplitTests {
  /// Classes of 100, 37, 10, 1 and no images, mixed.
  static let labels: [UInt8] = {
    let sizes = [100, 37, 10, 1, 0]
    var left = sizes
    var labels: [UInt8] = []
    while labels.count < 148 {
      for label in sizes.indices where left[label] > 0 {
        labels.append(UInt8(label))
        left[label] -= 1
      }
    }
    return labels
  }()

  private func split(_ fraction: Double, seed: UInt64 = 1) -> StratifiedSplit {
    StratifiedSplit(
      labels: StratifiedSplitTests.labels, classes: 5, fraction: fraction, seed: seed)
  }

  @Test(
    "each class gives its rounded share, halves up",
    arguments: [
      (0, [0, 0, 0, 0, 0]), (0.1, [10, 4, 1, 0, 0]), (0.25, [25, 9, 3, 0, 0]),
      (0.5, [50, 19, 5, 1, 0]), (0.125, [13, 5, 1, 0, 0]), (0.9, [90, 33, 9, 1, 0]),
      (0.999_999_999, [100, 37, 10, 1, 0]),
    ] as [(Double, [Int])])
  func shares(fraction: Double, expected: [Int]) {
    let split = split(fraction)
    let found = (0..<5).map { label in
      split.validation.count { StratifiedSplitTests.labels[Int($0)] == label }
    }
    #expect(found == expected)
  }

  @Test("every image is in one part, and both parts are in order", arguments: [0, 0.1, 0.3, 0.9])
  func completeAndDisjoint(fraction: Double) {
    let split = split(fraction)
    #expect(
      (split.training + split.validation).sorted()
        == StratifiedSplitTests.labels.indices.map(Int32.init))
    #expect(split.training == split.training.sorted())
    #expect(split.validation == split.validation.sorted())
  }

  @Test("the seed decides which images are kept")
  func seeded() {
    #expect(split(0.3, seed: 5) == split(0.3, seed: 5))
    #expect(split(0.3, seed: 5) != split(0.3, seed: 6))
  }

  @Test("a larger share contains a smaller one")
  func nested() {
    #expect(Set(split(0.1).validation).isStrictSubset(of: split(0.4).validation))
  }

  @Test("the images kept are not simply the first ones")
  func random() {
    let validation = split(0.5).validation
    let half = Int32(StratifiedSplitTests.labels.count / 2)
    #expect(validation.contains { $0 >= half } && validation.contains { $0 < half })
  }

  /// Appendix A.5 of `formats/model-file.md`, with the shuffle that `PermutationTests` prove.
  @Test("the images kept are the first of each class's documented shuffle", arguments: [1, 99])
  func documented(seed: UInt64) {
    let labels = StratifiedSplitTests.labels
    var expected: [Int32] = []
    for label in 0..<5 {
      let members = labels.indices.filter { labels[$0] == label }.map(Int32.init)
      let order = Philox(seed: seed).permutation(
        of: members, stream: .splitting, epoch: UInt32(label))
      expected += order.prefix(Int(0.3 * Double(members.count) + 0.5))
    }
    #expect(split(0.3, seed: seed).validation == expected.sorted())
  }
}
