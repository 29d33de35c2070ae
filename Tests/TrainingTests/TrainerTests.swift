import LinearAlgebra
import NeuralNet
import Testing

@testable import Training

@Suite("Trainer")
struct TrainerTests {
  @Test("training learns what there is to learn", arguments: TrainerIdentityTests.optimizers)
  func learns(optimizer: OptimizerSettings) throws {
    let examples = try blobs(count: 200, inputs: 40, classes: 4, seed: 111)
    let settings = smallSettings {
      $0.hidden = [16]
      $0.optimizer = optimizer
      $0.epochs = 8
      $0.learningRate = optimizer == .sgd() ? 0.5 : optimizer.name == "sgd" ? 0.1 : 0.02
    }
    let trainer = try Trainer(settings: settings, examples: examples)
    try trainer.trainAll()
    let first = try #require(trainer.history.first)
    let last = try #require(trainer.history.last)
    #expect(last.loss < first.loss / 2)
    #expect(last.accuracy > 0.85)
    #expect(trainer.history.map(\.epoch) == Array(1...8))
    #expect(trainer.isFinished && !trainer.hasStoppedEarly)
    #expect(try trainer.trainEpoch() == nil)
    #expect(trainer.result == trainer.network && trainer.resultEpoch == 8)
  }

  @Test("the order of an epoch is a permutation of the training images, another in each epoch")
  func order() throws {
    let examples = try blobs(count: 50, inputs: 6, classes: 3, seed: 112)
    let settings = smallSettings { $0.validationFraction = 0.2 }
    let trainer = try Trainer(settings: settings, examples: examples)
    var orders: [[Int32]] = []
    for _ in 0..<3 {
      try trainer.trainEpoch { _ in false }
      orders.append(trainer.order)
      #expect(trainer.order.sorted() == trainer.split.training)
      try trainer.trainEpoch()
    }
    #expect(Set(orders).count == 3)
    #expect(orders[0] != trainer.split.training)
  }

  @Test("progress is reported after every step but the last")
  func stepReports() throws {
    let examples = try blobs(count: 50, inputs: 6, classes: 3, seed: 113)
    let trainer = try Trainer(settings: smallSettings(), examples: examples)
    var reports: [StepReport] = []
    let epoch = try trainer.trainEpoch {
      reports.append($0)
      return true
    }
    #expect(trainer.stepsPerEpoch == 4)
    #expect(reports.map(\.step) == [1, 2, 3])
    #expect(reports.map(\.images) == [16, 32, 48])
    #expect(reports.allSatisfy { $0.epoch == 1 && $0.stepsPerEpoch == 4 && $0.loss > 0 })
    #expect(epoch?.epoch == 1 && epoch?.validationLoss == nil)
    #expect(trainer.stepReport.step == 0 && trainer.stepReport.images == 0)
    #expect(trainer.stepReport.loss == 0 && trainer.stepReport.accuracy == 0)
  }

  @Test("a minibatch larger than the set is the set")
  func largeMinibatch() throws {
    let examples = try blobs(count: 10, inputs: 6, classes: 3, seed: 114)
    let trainer = try Trainer(
      settings: smallSettings { $0.batchSize = 65_536 }, examples: examples)
    #expect(trainer.stepsPerEpoch == 1)
    var interruptions = 0
    try trainer.trainEpoch { _ in
      interruptions += 1
      return true
    }
    #expect(interruptions == 0 && trainer.history.count == 1)
  }

  @Test("parameters whose gradient is zero still move by momentum and decay")
  func zeroGradients() throws {
    // Pixel 0 is lit in one image only; in all other steps its weights' gradient is zero.
    var pixels = [UInt8](repeating: 0, count: 8 * 2)
    for image in 0..<8 { pixels[image * 2 + 1] = 200 }
    pixels[0] = 255
    let examples = try TrainingExamples(
      inputs: 2, classes: 2, pixels: pixels, labels: [0, 1, 0, 1, 0, 1, 0, 1])
    for optimizer in TrainerIdentityTests.optimizers {
      let settings = smallSettings {
        $0.hidden = [8]
        $0.batchSize = 1
        $0.optimizer = optimizer
        $0.weightDecay = optimizer == .sgd() || optimizer == .adamW() ? 0.01 : 0
      }
      let trainer = try Trainer(settings: settings, examples: examples)
      while trainer.order.first == nil || !trainer.order.prefix(trainer.step).contains(0) {
        try trainer.trainEpoch { _ in false }
      }
      let before = trainer.network.layers[0].weights
      try trainer.trainEpoch { _ in false }
      let after = trainer.network.layers[0].weights
      #expect((0..<8).contains { before[$0, 0] != after[$0, 0] }, "\(optimizer)")
    }
  }

  @Test("a gradient below the limit is not clipped, one above is scaled to the limit")
  func clipping() throws {
    let examples = try blobs(count: 16, inputs: 12, classes: 3, seed: 117)
    func trained(_ clip: Float?) throws -> (before: MLP, after: MLP) {
      let settings = smallSettings {
        $0.epochs = 1
        $0.optimizer = .sgd()
        $0.learningRate = 1
        $0.gradientClip = clip
      }
      let trainer = try Trainer(settings: settings, examples: examples)
      let before = trainer.network
      try trainer.trainAll()
      return (before, trainer.network)
    }
    #expect(try trained(1e6).after == trained(nil).after)
    let clipped = try trained(0.01)
    let squares = zip(clipped.before.layers, clipped.after.layers).flatMap { old, new in
      zip(old.weights.elements + old.bias, new.weights.elements + new.bias).map {
        (Double($0) - Double($1)) * (Double($0) - Double($1))
      }
    }
    // The one step moves weights of order 1, each rounded to 2^-24 of itself.
    #expect(abs(squares.reduce(0, +).squareRoot() - 0.01) < 1e-6)
  }

  @Test("samples come from the validation images, or else from all")
  func selfTestImages() throws {
    let examples = try blobs(count: 30, inputs: 6, classes: 3, seed: 115)
    let all = try Trainer(settings: smallSettings(), examples: examples)
    #expect(all.selfTestImages == Array(0..<30))
    let held = try Trainer(
      settings: smallSettings { $0.validationFraction = 0.3 }, examples: examples)
    #expect(held.selfTestImages == held.split.validation.map(Int.init))
    #expect(held.trainingCount + held.validationCount == 30 && held.validationCount > 0)
  }

  @Test("a split that leaves nothing to train on is refused")
  func nothingLeft() throws {
    let examples = try blobs(count: 3, inputs: 6, classes: 3, seed: 116)
    #expect(
      throws: TrainingError.examples(
        expected: "an image left to train on", found: "3 images, all kept for validation")
    ) {
      try Trainer(settings: smallSettings { $0.validationFraction = 0.9 }, examples: examples)
    }
  }
}
