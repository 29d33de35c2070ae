import LinearAlgebra
import NeuralNet
import Testing

@testable import Training

@Suite("Trainer, resuming")
struct TrainerResumeTests {
  private func settings(_ optimizer: OptimizerSettings) -> TrainingSettings {
    smallSettings {
      $0.optimizer = optimizer
      $0.learningRate = optimizer.name == "sgd" ? 0.1 : 0.02
      $0.schedule = Schedule(.cosine(floor: 0.1), warmupEpochs: 1)
      $0.weightDecay = 0.001
      $0.labelSmoothing = 0.1
      $0.gradientClip = 0.5
      $0.validationFraction = 0.2
    }
  }

  @Test(
    "a training that is interrupted after every step ends like one that is not",
    arguments: TrainerIdentityTests.optimizers)
  func everyStep(optimizer: OptimizerSettings) throws {
    let examples = try blobs(count: 83, inputs: 24, classes: 3, seed: 131)
    let settings = settings(optimizer)
    let whole = try Trainer(settings: settings, examples: examples)
    try whole.trainAll()

    var trainer = try Trainer(settings: settings, examples: examples)
    var interruptions = 0
    while !trainer.isFinished {
      try trainer.trainEpoch { _ in false }
      let state = trainer.state
      // Another machine may go on: other threads and other kernels.
      trainer = try Trainer(
        settings: settings, examples: examples, resuming: state,
        pool: WorkerPool(threads: interruptions % 3 + 1),
        kernels: KernelSet.available[interruptions % KernelSet.available.count])
      #expect(trainer.state == state)
      interruptions += 1
    }
    #expect(interruptions == 3 * whole.stepsPerEpoch)
    #expect(trainer.state == whole.state)
    #expect(trainer.result == whole.result)
  }

  @Test("a training that was interrupted goes on in the same trainer")
  func sameTrainer() throws {
    let examples = try blobs(count: 83, inputs: 24, classes: 3, seed: 132)
    let whole = try Trainer(settings: settings(.adam()), examples: examples)
    let first = try whole.trainEpoch()
    let trainer = try Trainer(settings: settings(.adam()), examples: examples)
    #expect(try trainer.trainEpoch { $0.step < 2 } == nil)
    #expect(trainer.stepReport.step == 2 && trainer.history.isEmpty)
    #expect(try trainer.trainEpoch() == first)
    #expect(trainer.state == whole.state)
  }

  @Test("early stopping is not forgotten by an interruption after the best epoch")
  func afterBestEpoch() throws {
    let examples = try blobs(count: 90, inputs: 30, classes: 3, seed: 133, ink: 0)
    let settings = smallSettings {
      $0.hidden = [24]
      $0.epochs = 40
      $0.learningRate = 0.02
      $0.validationFraction = 0.3
      $0.patience = 3
    }
    let whole = try Trainer(settings: settings, examples: examples)
    try whole.trainAll()
    try #require(whole.hasStoppedEarly)

    var trainer = try Trainer(settings: settings, examples: examples)
    while trainer.history.count <= whole.resultEpoch { try trainer.trainEpoch() }
    try trainer.trainEpoch { _ in false }
    trainer = try Trainer(settings: settings, examples: examples, resuming: trainer.state)
    #expect(trainer.resultEpoch == whole.resultEpoch && trainer.history.count > trainer.resultEpoch)
    try trainer.trainAll()
    #expect(trainer.state == whole.state && trainer.hasStoppedEarly)
    #expect(trainer.result == whole.result)
  }

  @Test("a finished training stays finished")
  func finished() throws {
    let examples = try blobs(count: 40, inputs: 24, classes: 3, seed: 134)
    let trainer = try Trainer(settings: settings(.sgd()), examples: examples)
    try trainer.trainAll()
    let again = try Trainer(
      settings: settings(.sgd()), examples: examples, resuming: trainer.state)
    #expect(again.isFinished)
    #expect(try again.trainEpoch() == nil)
    #expect(again.result == trainer.result)
  }
}
