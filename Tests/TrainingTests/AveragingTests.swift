import LinearAlgebra
import NeuralNet
import Testing

@testable import Training

@Suite("Trainer, averaging")
struct AveragingTests {
  private func settings(decay: Float = 0.9) -> TrainingSettings {
    smallSettings {
      $0.averageDecay = decay
      $0.optimizer = .adamW()
      $0.learningRate = 0.02
      $0.gradientClip = 0.7
    }
  }

  /// Every parameter in one list.
  private func parameters(_ network: MLP) -> [Float] {
    network.layers.flatMap { $0.weights.elements + $0.bias }
  }

  @Test("the result is the moving average of the networks after all steps, bit for bit")
  func average() throws {
    let examples = try blobs(count: 50, inputs: 20, classes: 3, seed: 161)
    for kernels in KernelSet.available {
      let trainer = try Trainer(
        settings: settings(), examples: examples, pool: WorkerPool(threads: 2), kernels: kernels)
      var average = parameters(trainer.network)
      var steps = 0.0
      while !trainer.isFinished {
        try trainer.trainEpoch { _ in false }
        steps += 1
        let rate = Float(1 - min(Double(Float(0.9)), (1 + steps) / (10 + steps)))
        average = zip(average, parameters(trainer.network)).map { before, value in
          before.addingProduct(rate, value - before) + 0
        }
        #expect(parameters(trainer.averagedNetwork) == average)
      }
      #expect(parameters(trainer.result) == average)
      #expect(trainer.result != trainer.network)
    }
  }

  @Test("averaging leaves the network that is trained alone")
  func untouched() throws {
    let examples = try blobs(count: 50, inputs: 20, classes: 3, seed: 162)
    let averaged = try Trainer(settings: settings(), examples: examples)
    let plain = try Trainer(settings: settings(decay: 0), examples: examples)
    try averaged.trainAll()
    try plain.trainAll()
    #expect(averaged.network == plain.network)
    #expect(plain.result == plain.network && plain.averagedNetwork == plain.network)
    #expect(plain.state.averagedNetwork == nil)
  }

  @Test("validation judges the average, and the best one is kept")
  func validation() throws {
    let examples = try blobs(count: 120, inputs: 20, classes: 3, seed: 163)
    var settings = settings()
    settings.validationFraction = 0.3
    let trainer = try Trainer(settings: settings, examples: examples)
    let report = try #require(try trainer.trainEpoch())
    let split = StratifiedSplit(
      labels: examples.labels, classes: 3, fraction: 0.3, seed: settings.seed)
    let pixels = split.validation.flatMap {
      examples.pixels[Int($0) * 20..<(Int($0) + 1) * 20]
    }
    let evaluation = Evaluation(
      Classifier(network: trainer.averagedNetwork), pixels: pixels,
      labels: split.validation.map { examples.labels[Int($0)] }, pool: WorkerPool(threads: 1))
    #expect(report.validationLoss == evaluation.loss)
    #expect(trainer.result == trainer.averagedNetwork)
  }

  @Test("a state with or without an average fits only a training that is the same")
  func states() throws {
    let examples = try blobs(count: 50, inputs: 20, classes: 3, seed: 164)
    let trainer = try Trainer(settings: settings(), examples: examples)
    try trainer.trainEpoch()
    var without = trainer.state
    without.averagedNetwork = nil
    #expect(throws: TrainingError.self) {
      try Trainer(settings: settings(), examples: examples, resuming: without)
    }
    #expect(throws: TrainingError.self) {
      try Trainer(settings: settings(decay: 0), examples: examples, resuming: trainer.state)
    }
    var narrow = trainer.state
    narrow.averagedNetwork = HeInitialisation.network(widths: [20, 4, 3], seed: 1)
    #expect(throws: TrainingError.self) {
      try Trainer(settings: settings(), examples: examples, resuming: narrow)
    }
  }
}
