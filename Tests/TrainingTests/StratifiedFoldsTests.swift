import LinearAlgebra
import NeuralNet
import Testing

@testable import Training

@Suite("StratifiedFolds")
struct StratifiedFoldsTests {
  private static let labels = StratifiedSplitTests.labels

  private func folds(_ count: Int, seed: UInt64 = 1) throws -> StratifiedFolds {
    try StratifiedFolds(labels: Self.labels, classes: 5, count: count, seed: seed)
  }

  @Test(
    "each image is validated once and trained on in all other turns", arguments: [2, 5, 7, 100])
  func partition(count: Int) throws {
    let folds = try folds(count)
    let all = Self.labels.indices.map(Int32.init)
    #expect((0..<count).flatMap(folds.validation).sorted() == all)
    for fold in 0..<count {
      #expect(folds.validation(fold) == folds.validation(fold).sorted())
      #expect(folds.training(fold) == all.filter { !folds.validation(fold).contains($0) })
    }
  }

  @Test("folds differ by one image at most, in each class and in all", arguments: [2, 3, 5, 10])
  func balanced(count: Int) throws {
    let folds = try folds(count)
    let parts = (0..<count).map(folds.validation)
    let sizes = parts.map(\.count)
    #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) <= 1)
    #expect(sizes == sizes.sorted(by: >))
    for label in 0..<5 {
      let counts = parts.map { part in part.count { Self.labels[Int($0)] == label } }
      #expect((counts.max() ?? 0) - (counts.min() ?? 0) <= 1, "class \(label): \(counts)")
    }
  }

  @Test("the seed decides, and it is not simply the order of the images that does")
  func seeded() throws {
    #expect(try folds(5, seed: 3) == folds(5, seed: 3))
    #expect(try folds(5, seed: 3) != folds(5, seed: 4))
    let first = try folds(2).validation(0)
    #expect(first.contains { $0 < 74 } && first.contains { $0 >= 74 })
  }

  /// `formats/cross-validation.md`, section 3, with the shuffle that `PermutationTests` prove.
  @Test("folds are dealt from the documented orders", arguments: [1, 77])
  func documented(seed: UInt64) throws {
    var joined: [Int32] = []
    for label in 0..<5 {
      let members = Self.labels.indices.filter { Self.labels[$0] == label }.map(Int32.init)
      joined += Philox(seed: seed).permutation(
        of: members, stream: .splitting, epoch: UInt32(label))
    }
    let third = joined.indices.filter { $0 % 4 == 2 }.map { joined[$0] }.sorted()
    #expect(try folds(4, seed: seed).validation(2) == third)
  }

  @Test("numbers of folds out of range are refused, and more folds than images")
  func refused() throws {
    for count in [-1, 0, 1, 101] {
      #expect(throws: TrainingError.self) { try folds(count) }
    }
    #expect(
      throws: TrainingError.examples(expected: "an image for each of 3 folds", found: "2 images")
    ) {
      try StratifiedFolds(labels: [0, 1], classes: 2, count: 3, seed: 1)
    }
  }

  @Test("training on a fold's complement is training on a copy of it, bit for bit")
  func subset() throws {
    let examples = try blobs(count: 90, inputs: 20, classes: 3, seed: 4)
    let folds = try StratifiedFolds(labels: examples.labels, classes: 3, count: 3, seed: 1)
    let images = folds.training(1)
    let copy = try TrainingExamples(
      inputs: 20, classes: 3,
      pixels: images.flatMap { examples.pixels[Int($0) * 20..<(Int($0) + 1) * 20] },
      labels: images.map { examples.labels[Int($0)] })
    let part = try Trainer(settings: smallSettings(), examples: examples, images: images)
    let whole = try Trainer(settings: smallSettings(), examples: copy)
    try part.trainAll()
    try whole.trainAll()
    #expect(part.trainingCount == 60 && part.validationCount == 0)
    #expect(part.result == whole.result && part.history == whole.history)
  }

  /// `formats/model-file.md`, A.9: what happens to an image depends on its place in all the data.
  @Test("a fold's images are changed as the same images of the whole data set are")
  func augmentedSubset() throws {
    var settings = smallSettings()
    settings.epochs = 1
    let plain = settings
    settings.augmentation.rotation = 20
    settings.augmentation.shift = 1
    let blobs = try blobs(count: 90, inputs: 20, classes: 3, seed: 4)
    let images = try StratifiedFolds(labels: blobs.labels, classes: 3, count: 3, seed: 1)
      .training(1)
    func result(_ pixels: [UInt8], _ settings: TrainingSettings) throws -> MLP {
      let examples = try TrainingExamples(
        inputs: 20, columns: 5, classes: 3, pixels: pixels, labels: blobs.labels)
      let trainer = try Trainer(settings: settings, examples: examples, images: images)
      try trainer.trainAll()
      return trainer.result
    }
    let changed = try settings.augmentation.apply(
      to: blobs.pixels, rows: 4, columns: 5, seed: settings.seed, epoch: 0)
    #expect(try result(blobs.pixels, settings) == result(changed, plain))
    #expect(try result(blobs.pixels, settings) != result(blobs.pixels, plain))
  }

  @Test("evaluating some images is evaluating a copy of them", arguments: [1, 3])
  func evaluation(threads: Int) throws {
    let examples = try blobs(count: 2_500, inputs: 20, classes: 3, seed: 9)
    let network = HeInitialisation.network(widths: [20, 7, 3], seed: 2)
    let classifier = Classifier(network: network)
    let images = (0..<2_500).filter { $0 % 7 != 0 }.map(Int32.init)
    let found = Evaluation(
      classifier, examples: examples, images: images, pool: WorkerPool(threads: threads))
    let copied = Evaluation(
      classifier,
      pixels: images.flatMap { examples.pixels[Int($0) * 20..<(Int($0) + 1) * 20] },
      labels: images.map { examples.labels[Int($0)] }, pool: WorkerPool(threads: 1))
    #expect(found == copied)
  }
}
