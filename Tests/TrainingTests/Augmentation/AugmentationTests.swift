import LinearAlgebra
import Testing

@testable import Training

@Suite("Augmentation")
struct AugmentationTests {
  typealias Change = @Sendable (inout Augmentation) -> Void

  /// Each change alone, and all together.
  static let changes: [Change] = [
    { $0.rotation = 30 }, { $0.scale = 0.3 }, { $0.shear = 0.4 }, { $0.shift = 3 },
    { $0.elasticity = 2 }, { $0.penWidth = 1 }, { $0.cutOut = 7 },
    {
      $0.rotation = 12
      $0.scale = 0.13
      $0.shear = 0.2
      $0.shift = 1.5
      $0.elasticity = 1
      $0.penWidth = 0.5
      $0.cutOut = 10
      $0.floor = 0.4
    },
  ]

  private func augmentation(_ change: Change) -> Augmentation {
    var augmentation = Augmentation()
    change(&augmentation)
    return augmentation
  }

  /// Different images of random bytes.
  private func images(_ count: Int, rows: Int = 28, columns: Int = 28) -> [UInt8] {
    let generator = Philox(seed: 5)
    return (0..<count * rows * columns).map {
      UInt8(truncatingIfNeeded: generator.words(stream: .synthesis, index: UInt64($0))[0])
    }
  }

  @Test("without any amount images stay as they are", arguments: KernelSet.available)
  func identity(kernels: KernelSet) throws {
    let pixels = images(3)
    #expect(Augmentation().isIdentity)
    #expect(
      try Augmentation().apply(
        to: pixels, rows: 28, columns: 28, seed: 1, epoch: 0, kernels: kernels) == pixels)
  }

  @Test("every kernel set gives the same bytes", arguments: changes.indices, [(28, 28), (5, 9)])
  func kernels(index: Int, shape: (rows: Int, columns: Int)) throws {
    let pixels = images(20, rows: shape.rows, columns: shape.columns)
    let results = try KernelSet.available.map { kernels in
      try augmentation(Self.changes[index]).apply(
        to: pixels, rows: shape.rows, columns: shape.columns, seed: 3, epoch: 2, kernels: kernels)
    }
    #expect(Set(results).count == 1)
    #expect(results[0] != pixels)
  }

  @Test(
    "what happens is a function of seed, epoch and image, and of nothing else",
    arguments: changes.indices)
  func counterBased(index: Int) throws {
    let augmentation = augmentation(Self.changes[index])
    // The same picture several times, so that only the place in the data can differ.
    let pixels = Array(repeatElement(images(1), count: 6).joined())
    func result(_ pixels: [UInt8], seed: UInt64 = 3, epoch: Int = 2) throws -> [[UInt8]] {
      let bytes = try augmentation.apply(
        to: pixels, rows: 28, columns: 28, seed: seed, epoch: epoch)
      return stride(from: 0, to: bytes.count, by: 784).map { Array(bytes[$0..<$0 + 784]) }
    }
    let whole = try result(pixels)
    #expect(Set(whole).count >= 5)
    #expect(try result(Array(pixels.prefix(2 * 784))) == Array(whole.prefix(2)))
    for other in [try result(pixels, seed: 4), try result(pixels, epoch: 3)] {
      // The pen has 512 widths, so one picture of six may be the same by chance.
      #expect(zip(other, whole).count { $0 == $1 } <= 1)
    }
  }

  @Test(
    "trainings with augmentation give the same state for all threads and kernels",
    arguments: changes.indices)
  func trainings(index: Int) throws {
    let flat = try blobs(count: 90, inputs: 48, classes: 3, seed: 151)
    let examples = try TrainingExamples(
      inputs: 48, columns: 8, classes: 3, pixels: flat.pixels, labels: flat.labels)
    let settings = smallSettings {
      $0.augmentation = augmentation(Self.changes[index])
      $0.epochs = 2
      $0.batchSize = 40
    }
    var states: Set<TrainerState> = []
    for threads in [1, 2, 3] {
      for kernels in KernelSet.available {
        let trainer = try Trainer(
          settings: settings, examples: examples, pool: WorkerPool(threads: threads),
          kernels: kernels)
        try trainer.trainAll()
        states.insert(trainer.state)
      }
    }
    #expect(states.count == 1)
    let plain = try Trainer(settings: smallSettings { $0.batchSize = 40 }, examples: examples)
    try plain.trainAll()
    #expect(!states.map(\.network).contains(plain.network))
  }

  @Test("a training sees in each epoch what the library gives for it")
  func seenImages() throws {
    let pixels = images(12, rows: 6, columns: 6)
    var augmentation = augmentation(Self.changes[7])
    augmentation.floor = 0
    let examples = try TrainingExamples(
      inputs: 36, columns: 6, classes: 2, pixels: pixels, labels: (0..<12).map { $0 % 2 })
    let settings = smallSettings { $0.epochs = 3 }
    let trainer = try Trainer(
      settings: smallSettings {
        $0.epochs = 3
        $0.augmentation = augmentation
      }, examples: examples)
    var state: TrainerState?
    for epoch in 0..<3 {
      try trainer.trainEpoch()
      // The same epoch over images that were changed beforehand.
      let changed = try augmentation.amounts(epoch: epoch, of: 3).apply(
        to: pixels, rows: 6, columns: 6, seed: settings.seed, epoch: epoch)
      let other = try Trainer(
        settings: settings,
        examples: TrainingExamples(
          inputs: 36, columns: 6, classes: 2, pixels: changed, labels: examples.labels),
        resuming: state)
      try other.trainEpoch()
      #expect(other.state == trainer.state)
      state = trainer.state
    }
  }

  @Test("amounts fall in a straight line, from all of them to the floor in the last epoch")
  func fallingAmounts() {
    var augmentation = augmentation(Self.changes[7])
    // In binary32, 1 - (1 - 0.4) is below 0.4.
    #expect(augmentation.amounts(epoch: 4, of: 5).cutOut == 4)
    augmentation.floor = 1
    let whole = augmentation
    #expect(whole.amounts(epoch: 3, of: 5) == whole)
    augmentation.floor = 0.25
    let halfway = augmentation.amounts(epoch: 2, of: 5)
    #expect(halfway.rotation == 12 * 0.625 && halfway.shift == 1.5 * 0.625)
    #expect(halfway.scale == Float(0.13) * 0.625 && halfway.shear == Float(0.2) * 0.625)
    #expect(halfway.elasticity == 0.625 && halfway.penWidth == 0.5 * 0.625)
    #expect(halfway.cutOut == 6 && halfway.floor == 1)
    #expect(augmentation.amounts(epoch: 0, of: 5) == whole)
    #expect(augmentation.amounts(epoch: 4, of: 5).rotation == 3)
    #expect(augmentation.amounts(epoch: 0, of: 1).rotation == 12)
    augmentation.floor = 0
    #expect(augmentation.amounts(epoch: 4, of: 5).isIdentity)
  }

  @Test("a floor alone changes nothing")
  func floorAlone() {
    var augmentation = Augmentation()
    augmentation.floor = 0.5
    #expect(augmentation.isIdentity)
  }

  @Test("images without two sides, or with one that is too long, cannot be changed")
  func shapes() throws {
    var augmentation = Augmentation()
    augmentation.shift = 1
    for (rows, columns) in [(1_025, 1), (1, 1_025)] {
      #expect(throws: TrainingError.self) {
        try augmentation.apply(
          to: images(1, rows: rows, columns: columns), rows: rows, columns: columns, seed: 1,
          epoch: 0)
      }
      let examples = try TrainingExamples(
        inputs: 1_025, columns: columns, classes: 2, pixels: images(2, rows: 1, columns: 1_025),
        labels: [0, 1])
      #expect(throws: TrainingError.self) {
        try Trainer(
          settings: smallSettings { $0.augmentation = augmentation }, examples: examples)
      }
    }
    #expect(throws: TrainingError.self) {
      try augmentation.apply(to: images(1), rows: 28, columns: 27, seed: 1, epoch: 0)
    }
    #expect(throws: TrainingError.self) {
      try TrainingExamples(inputs: 4, columns: 3, classes: 2, pixels: [0, 0, 0, 0], labels: [0])
    }
  }
}
