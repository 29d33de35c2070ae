import LinearAlgebra
import ModelFile
import Posix
import SystemPackage
import Testing
import Training
import Workflow

@Suite("Training run")
struct TrainingRunTests {
  private let scratch: Scratch
  private let dataset: LoadedDataset

  init() throws {
    scratch = try Scratch()
    dataset = try Samples.dataset()
  }

  /// Every option that has a state to lose.
  private static func everything(_ settings: inout TrainingSettings) {
    settings.schedule = Schedule(.cosine(floor: 0.1), warmupEpochs: 1)
    settings.weightDecay = 0.001
    settings.labelSmoothing = 0.1
    settings.gradientClip = 0.5
    settings.validationFraction = 0.2
  }

  @Test("the file holds the model that was trained, and passes every level")
  func wholeRun() throws {
    let job = Samples.job(in: scratch)
    var events: [TrainingEvent] = []
    let outcome = try TrainingRun(job, dataset: dataset, pool: Samples.pool).run(report: {
      events.append($0)
    })
    guard case .finished(let result) = outcome else {
      Issue.record("the run did not finish")
      return
    }
    #expect(result.file.fileDigest == ContentDigest(of: try scratch.bytes("model.mlp")))
    #expect(try ModelStore.load(job.out).model == result.model)
    #expect(result.model.metrics?.accuracy == result.test?.accuracy)
    #expect(result.model.selfTest.samples.count == 3)
    #expect(try !scratch.exists("model.mlp.checkpoint"))
    // The last step of an epoch is told as the epoch.
    #expect(events.count == 3 * 3 + 3)
    let verification = try ModelVerification(
      job.out, through: .selfTest, kernels: .scalar, pool: Samples.pool, data: nil)
    #expect(verification.result.ok && verification.result.outcomes.count == 5)
  }

  @Test("an interruption at any place does not change the file", arguments: 0..<8)
  func interrupted(questions: Int) throws {
    let whole = Samples.job(in: scratch, named: "whole.mlp", Self.everything)
    try Samples.train(whole, on: dataset)

    let job = Samples.job(in: scratch, Self.everything)
    var asked = 0
    let first = try TrainingRun(job, dataset: dataset, pool: Samples.pool).run(
      while: {
        asked += 1
        return asked <= questions
      })
    guard case .interrupted(let checkpoint) = first else {
      Issue.record("the run was not interrupted after \(questions) questions")
      return
    }
    #expect(checkpoint == job.checkpoint)
    #expect(try !scratch.exists("model.mlp") && scratch.exists("model.mlp.checkpoint"))
    let second = try TrainingRun(
      job, dataset: dataset, resume: true, pool: WorkerPool(threads: 1), kernels: .scalar)
    #expect(second.resumedEpochs <= 2)
    _ = try second.run()
    #expect(try scratch.bytes("model.mlp") == scratch.bytes("whole.mlp"))
    #expect(try !scratch.exists("model.mlp.checkpoint"))
  }

  @Test("where the model cannot be saved, the finished training is kept")
  func unsaved() throws {
    let whole = Samples.job(in: scratch, named: "whole.mlp")
    try Samples.train(whole, on: dataset)
    let job = Samples.job(in: scratch)
    let run = try TrainingRun(job, dataset: dataset, pool: Samples.pool)
    // A directory takes the model's place after that was checked.
    try Directory.create(job.out)
    let error = try #require(failure { () throws(WorkflowError) in try run.run() })
    #expect(error.kind == .environment && error.code == "notRegularFile")
    #expect(error.description.contains(job.out.string))
    #expect(error.remedy == "the finished training is kept in \(job.checkpoint)")
    try Directory.removeTree(job.out)
    _ = try TrainingRun(job, dataset: dataset, resume: true, pool: Samples.pool).run()
    #expect(try scratch.bytes("model.mlp") == scratch.bytes("whole.mlp"))
    #expect(try !scratch.exists("model.mlp.checkpoint"))
  }

  @Test("a run that stops again and again ends like one that never stopped")
  func everyStep() throws {
    let whole = Samples.job(in: scratch, named: "whole.mlp", Self.everything)
    try Samples.train(whole, on: dataset)
    let job = Samples.job(in: scratch, Self.everything)
    var runs = 0
    var isFinished = false
    while !isFinished && runs < 100 {
      let run = try TrainingRun(job, dataset: dataset, resume: runs > 0, pool: Samples.pool)
      if case .finished = try run.run(while: { false }) { isFinished = true }
      runs += 1
    }
    #expect(try scratch.bytes("model.mlp") == scratch.bytes("whole.mlp"))
  }

  @Test("a training that diverges leaves the old model as it was")
  func divergence() throws {
    let job = Samples.job(in: scratch)
    try scratch.write([1, 2, 3], "model.mlp")
    var settings = job.settings
    settings.optimizer = .sgd()
    settings.learningRate = 1e30
    let wild = TrainingJob(settings: settings, out: job.out)
    let run = try TrainingRun(wild, dataset: dataset, pool: Samples.pool)
    let error = try #require(failure { () throws(WorkflowError) in try run.run() })
    #expect(error.kind == .check && error.code == "diverged")
    #expect(try scratch.bytes("model.mlp") == [1, 2, 3])
  }

  @Test("without test images there are no metrics")
  func noTest() throws {
    let stored = try Samples.train(
      Samples.job(in: scratch), on: Samples.dataset(test: 0))
    #expect(stored.model.metrics == nil)
    #expect(stored.model.provenance?.data?.test == nil)
    #expect(stored.model.provenance?.data?.training != nil)
  }

  @Test("threads and kernels do not change the file")
  func sameFile() throws {
    var files: Set<[UInt8]> = []
    for (index, kernels) in KernelSet.available.enumerated() {
      let job = Samples.job(in: scratch, Self.everything)
      _ = try TrainingRun(
        job, dataset: dataset, pool: WorkerPool(threads: index + 1), kernels: kernels
      ).run()
      files.insert(try scratch.bytes("model.mlp"))
    }
    #expect(files.count == 1)
  }

  @Test("the checkpoint may not be the model")
  func sameFileRefused() throws {
    let out = scratch.path("model.mlp")
    let job = TrainingJob(
      settings: Samples.settings(), out: out, checkpoint: scratch.path("./model.mlp"))
    let error = try #require(
      failure { () throws(WorkflowError) in
        try TrainingRun(job, dataset: dataset, pool: Samples.pool)
      })
    #expect(error.kind == .usage && error.code == "sameFile")
  }
}
