import LinearAlgebra
import ModelFile
import Posix
import Testing
import Training

@testable import Workflow

@Suite("Checkpoints")
struct CheckpointTests {
  private let scratch: Scratch
  private let dataset: LoadedDataset

  init() throws {
    scratch = try Scratch()
    dataset = try Samples.dataset()
  }

  /// Interrupts a job after some steps.
  private func interrupt(_ job: TrainingJob, after last: Int = 6) throws -> TrainingRun {
    var steps = 0
    let run = try TrainingRun(job, dataset: dataset, pool: Samples.pool)
    _ = try run.run(while: {
      steps += 1
      return steps < last
    })
    return run
  }

  private func resume(_ job: TrainingJob, on dataset: LoadedDataset? = nil) -> WorkflowError? {
    let dataset = dataset ?? self.dataset
    return failure { () throws(WorkflowError) in
      try TrainingRun(job, dataset: dataset, resume: true, pool: Samples.pool)
    }
  }

  @Test(
    "a state is the same after writing and reading it",
    arguments: [
      OptimizerSettings.sgd(), .sgd(momentum: 0.9, nesterov: true), .adam(), .adamW(),
    ], [0.0, 0.2])
  func roundTrip(optimizer: OptimizerSettings, validation: Double) throws {
    let job = Samples.job(in: scratch) {
      $0.optimizer = optimizer
      $0.validationFraction = validation
    }
    let run = try interrupt(job)
    let state = run.session.trainer.state
    let record = run.session.record
    let bytes = try CheckpointState.encode(state, settings: record.values).encode()
    let checkpoint = try Checkpoint(decoding: bytes)
    #expect(try CheckpointState.decode(checkpoint, widths: record.widths) == state)
    #expect(try scratch.bytes("model.mlp.checkpoint") == bytes)
    #expect((state.best != nil) == (validation > 0))
  }

  @Test("with augmentation and averages, a training that was interrupted gives the same file")
  func accurateTraining() throws {
    let accurate: (inout TrainingSettings) -> Void = {
      $0.augmentation.rotation = 10
      $0.augmentation.elasticity = 0.5
      $0.augmentation.penWidth = 0.5
      $0.augmentation.floor = 0.25
      $0.averageDecay = 0.9
      $0.validationFraction = 0.2
    }
    let whole = try Samples.train(
      Samples.job(in: scratch, named: "whole.mlp", accurate), on: dataset)
    let job = Samples.job(in: scratch, accurate)
    let state = try interrupt(job, after: 5).session.trainer.state
    #expect(state.averagedNetwork != nil && state.step > 0)
    _ = try TrainingRun(
      job, dataset: dataset, resume: true, pool: WorkerPool(threads: 1), kernels: .scalar
    ).run()
    #expect(try scratch.bytes("model.mlp") == scratch.bytes("whole.mlp"))
    #expect(whole.model.provenance?.settings?.averageDecay == Double(Float(0.9)))
  }

  @Test("a part that is missing is named")
  func missingParts() throws {
    let run = try interrupt(
      Samples.job(in: scratch) {
        $0.validationFraction = 0.2
        $0.averageDecay = 0.9
      })
    let record = run.session.record
    let whole = CheckpointState.encode(run.session.trainer.state, settings: record.values)
    for key in whole.values.keys where key.hasPrefix("state.") && key != "state.best.epoch" {
      var checkpoint = whole
      checkpoint.values[key] = nil
      let error = #expect(throws: CheckpointState.Fault.self) {
        try CheckpointState.decode(checkpoint, widths: record.widths)
      }
      #expect(error?.description.contains(key) == true, "\(key)")
    }
    // Without its first tensor there is no average at all, which the trainer refuses.
    for index in whole.tensors.indices
    where !whole.tensors[index].name.hasPrefix("optimizer")
      && whole.tensors[index].name != "average.layers.0.weight"
    {
      var checkpoint = whole
      let name = checkpoint.tensors.remove(at: index).name
      let error = #expect(throws: CheckpointState.Fault.self) {
        try CheckpointState.decode(checkpoint, widths: record.widths)
      }
      #expect(error?.description.contains(name) == true, "\(name)")
    }
  }

  @Test("a state whose optimiser lacks a matrix is refused")
  func missingMoment() throws {
    let job = Samples.job(in: scratch)
    let run = try interrupt(job)
    var checkpoint = CheckpointState.encode(
      run.session.trainer.state, settings: run.session.record.values)
    checkpoint.tensors.removeAll { $0.name == "optimizer.0.weight.1" }
    try scratch.write(try checkpoint.encode(), "model.mlp.checkpoint")
    #expect(resume(job)?.kind == .input)
  }

  private static let changes: [(String, @Sendable (inout TrainingSettings) -> Void)] = [
    ("settings.seed", { $0.seed = 2 }), ("settings.hidden", { $0.hidden = [7] }),
    ("settings.epochs", { $0.epochs = 4 }), ("settings.batch", { $0.batchSize = 17 }),
    ("settings.learning_rate", { $0.learningRate = 0.5 }),
    ("settings.weight_decay", { $0.weightDecay = 0.5 }),
    ("settings.label_smoothing", { $0.labelSmoothing = 0.5 }),
    ("settings.gradient_clip", { $0.gradientClip = 0.5 }),
    ("settings.schedule.warmup_epochs", { $0.schedule = Schedule(.constant, warmupEpochs: 1) }),
    ("settings.optimizer.name", { $0.optimizer = .adamW() }),
    ("settings.average_decay", { $0.averageDecay = 0.9 }),
    ("settings.augmentation.shift", { $0.augmentation.shift = 1 }),
    ("settings.augmentation.cut_out", { $0.augmentation.cutOut = 2 }),
  ]

  @Test("other settings are refused by their key, and nothing is lost", arguments: changes.indices)
  func otherSettings(index: Int) throws {
    let (key, change) = Self.changes[index]
    _ = try interrupt(Samples.job(in: scratch))
    let before = try scratch.bytes("model.mlp.checkpoint")
    let error = try #require(resume(Samples.job(in: scratch, change)))
    #expect(error.kind == .usage && error.code == "otherSettings")
    #expect(error.message.contains(" \(key) is "), "\(error)")
    #expect(error.expected != nil && error.found != nil && error.expected != error.found)
    #expect(try scratch.bytes("model.mlp.checkpoint") == before)
    #expect(try !scratch.exists("model.mlp"))
  }

  @Test("other data are refused by their digest")
  func otherData() throws {
    let job = Samples.job(in: scratch)
    _ = try interrupt(job)
    let error = try #require(resume(job, on: Samples.dataset(salt: 9)))
    #expect(error.message.contains("data.test.images.sha256"), "\(error)")
    #expect(try scratch.exists("model.mlp.checkpoint"))
  }

  @Test("every cut and every flipped byte is refused, and nothing is lost")
  func damage() throws {
    let job = Samples.job(in: scratch)
    _ = try interrupt(job)
    let whole = try scratch.bytes("model.mlp.checkpoint")
    try scratch.write([1, 2, 3], "model.mlp")
    for place in stride(from: 0, to: whole.count, by: 211) {
      var flipped = whole
      flipped[place] ^= 0x10
      for bytes in [flipped, Array(whole.prefix(place))] {
        try scratch.write(bytes, "model.mlp.checkpoint")
        #expect(resume(job)?.kind == .input, "at \(place)")
        #expect(try scratch.bytes("model.mlp.checkpoint") == bytes)
      }
    }
    #expect(try scratch.bytes("model.mlp") == [1, 2, 3])
  }

  @Test("an earlier checkpoint is replaced, anything else is not")
  func replaced() throws {
    let job = Samples.job(in: scratch)
    _ = try interrupt(job)
    let run = try TrainingRun(job, dataset: dataset, pool: Samples.pool)
    #expect(run.replacesCheckpoint)
    try scratch.write([1, 2, 3], "model.mlp.checkpoint")
    let error = failure { () throws(WorkflowError) in
      try TrainingRun(job, dataset: dataset, pool: Samples.pool)
    }
    #expect(error?.kind == .usage && error?.code == "notCheckpoint")
    #expect(try scratch.bytes("model.mlp.checkpoint") == [1, 2, 3])
  }

  @Test("a checkpoint that is missing is the environment's fault")
  func missing() throws {
    let error = try #require(resume(Samples.job(in: scratch)))
    #expect(error.kind == .environment && error.code == "notFound")
  }
}
