import LinearAlgebra
import NeuralNet
import Testing

@testable import Training

/// One training, one result: whatever computes it.
@Suite("Trainer, identity")
struct TrainerIdentityTests {
  @Test(
    "training equals the contract's reference, bit for bit", arguments: KernelSet.available,
    TrainerIdentityTests.optimizers)
  func equalsReference(kernels: KernelSet, optimizer: OptimizerSettings) throws {
    let examples = try blobs(count: 43, inputs: 30, classes: 4, seed: 101)
    let settings = smallSettings {
      $0.epochs = 2
      $0.optimizer = optimizer
      $0.learningRate = 0.05
      $0.labelSmoothing = 0.1
      $0.weightDecay = 0.01
      $0.gradientClip = 0.3
      $0.schedule = Schedule(.cosine(floor: 0.1), warmupEpochs: 1)
      $0.normalisation = PixelNormalisation(mean: 0.1, standardDeviation: 0.3) ?? .unit
    }
    var reference = ReferenceTrainer(settings: settings, examples: examples)
    for epoch in 0..<2 { reference.trainEpoch(epoch) }
    let trainer = try Trainer(
      settings: settings, examples: examples, pool: WorkerPool(threads: 2), kernels: kernels)
    try trainer.trainAll()
    #expect(trainer.network == reference.network)
  }

  @Test("the reference holds for sparse pixels and no options", arguments: KernelSet.available)
  func equalsReferenceSparse(kernels: KernelSet) throws {
    let examples = try blobs(count: 37, inputs: 70, classes: 3, seed: 102)
    let settings = smallSettings {
      $0.hidden = [19]
      $0.epochs = 1
      $0.optimizer = .sgd()
    }
    var reference = ReferenceTrainer(settings: settings, examples: examples)
    reference.trainEpoch(0)
    let trainer = try Trainer(settings: settings, examples: examples, kernels: kernels)
    try trainer.trainAll()
    #expect(trainer.network == reference.network)
  }

  @Test(
    "every number of threads and every kernel set gives the same state",
    arguments: TrainerIdentityTests.optimizers)
  func threadsAndKernels(optimizer: OptimizerSettings) throws {
    let examples = try blobs(count: 300, inputs: 144, classes: 10, seed: 103)
    let settings = smallSettings {
      $0.hidden = [17, 9]
      $0.epochs = 1
      $0.batchSize = 80
      $0.optimizer = optimizer
      $0.gradientClip = optimizer.defaultLearningRate > 0.01 ? nil : 0.5
      $0.weightDecay = 0.001
      $0.labelSmoothing = 0.1
      $0.validationFraction = 0.1
    }
    var states: [TrainerState] = []
    for threads in [1, 2, 3, 4, 7] {
      let pool = WorkerPool(threads: threads)
      for kernels in KernelSet.available {
        let trainer = try Trainer(
          settings: settings, examples: examples, pool: pool, kernels: kernels)
        try trainer.trainAll()
        states.append(trainer.state)
        #expect(trainer.state == states[0], "\(threads) threads, kernels \(kernels)")
      }
    }
    // That all are equal would mean little if nothing had been learnt.
    let untrained = try Trainer(settings: settings, examples: examples)
    #expect(states[0].network != untrained.network)
  }

  /// Wide enough for several parts of each layer and blocks of its norm, and for tiles on both sides
  /// of 16 images.
  @Test("wide layers and short minibatches give the same state", arguments: [16, 37, 100])
  func wide(batchSize: Int) throws {
    let examples = try blobs(count: 107, inputs: 50, classes: 3, seed: 104)
    let settings = smallSettings {
      $0.hidden = [150, 66]
      $0.epochs = 1
      $0.gradientClip = 0.01
      $0.batchSize = batchSize
    }
    var networks: Set<MLP> = []
    for threads in [1, 3, 4] {
      let pool = WorkerPool(threads: threads)
      for kernels in KernelSet.available {
        let trainer = try Trainer(
          settings: settings, examples: examples, pool: pool, kernels: kernels)
        try trainer.trainAll()
        networks.insert(trainer.network)
      }
    }
    #expect(networks.count == 1)
  }

  @Test("no weight is a negative zero", arguments: KernelSet.available)
  func noNegativeZero(kernels: KernelSet) throws {
    let examples = try blobs(count: 60, inputs: 20, classes: 3, seed: 105)
    let settings = smallSettings {
      $0.hidden = [30]
      $0.weightDecay = 0.5
      $0.learningRate = 0.1
    }
    let trainer = try Trainer(settings: settings, examples: examples, kernels: kernels)
    try trainer.trainAll()
    for layer in trainer.network.layers {
      for w in layer.weights.elements + layer.bias { #expect(w != 0 || w.sign == .plus) }
    }
  }

  @Test("another seed gives another network")
  func seeds() throws {
    let examples = try blobs(count: 40, inputs: 20, classes: 3, seed: 106)
    let networks = try (1...3).map { seed in
      let trainer = try Trainer(
        settings: smallSettings { $0.seed = UInt64(seed) }, examples: examples)
      try trainer.trainAll()
      return trainer.network
    }
    #expect(Set(networks).count == 3)
  }

  static let optimizers: [OptimizerSettings] = [
    .sgd(), .sgd(momentum: 0.9), .sgd(momentum: 0.9, nesterov: true), .adam(), .adamW(),
  ]
}
