import LinearAlgebra
import ModelFile
import NeuralNet
import Testing
import Training
import Workflow

/// A model that learned from another one, from training to reproduction.
@Suite("Distilled models")
struct DistillationTests {
  private let scratch: Scratch
  private let dataset: LoadedDataset
  private let teacher: StoredModel
  private let pupil: StoredModel

  init() throws {
    scratch = try Scratch()
    dataset = try Samples.dataset()
    teacher = try Samples.train(
      Samples.job(in: scratch, named: "teacher.mlp") { $0.hidden = [12] }, on: dataset)
    var job = Samples.job(in: scratch, named: "pupil.mlp") {
      $0.distillation = Distillation(weight: 0.8, temperature: 2)
      $0.augmentation.shift = 0.5
      $0.averageDecay = 0.9
    }
    job.teacher = teacher
    pupil = try Samples.train(job, on: dataset)
  }

  private func refusal(_ stored: StoredModel, _ teacher: StoredModel?) throws -> WorkflowError {
    let error = failure { () throws(WorkflowError) in
      try Reproduction(
        stored, dataset: dataset, teacher: teacher, pool: Samples.pool, kernels: .best) != nil
    }
    return try #require(error)
  }

  @Test("the teacher's digest is recorded, and with it the pupil is reproduced")
  func reproduced() throws {
    let distillation = try #require(pupil.model.provenance?.settings?.distillation)
    #expect(distillation.teacher == teacher.file.fileDigest)
    for kernels in [KernelSet.scalar, .best] {
      let reproduction = try #require(
        try Reproduction(
          pupil, dataset: dataset, teacher: teacher, pool: WorkerPool(threads: 3),
          kernels: kernels))
      #expect(reproduction.isIdentical && reproduction.difference.sameFile)
    }
  }

  @Test("a pupil does not replace its teacher")
  func teacherStays() throws {
    var job = Samples.job(in: scratch, named: "teacher.mlp") {
      $0.distillation = Distillation(weight: 0.8, temperature: 2)
    }
    job.teacher = teacher
    let error = try #require(
      failure { () throws(WorkflowError) in
        try TrainingRun(job, dataset: dataset, pool: Samples.pool)
      })
    #expect(error.kind == .usage && error.code == "sameFile")
  }

  @Test("without the teacher, or with another one, nothing is reproduced")
  func otherTeacher() throws {
    let missing = try refusal(pupil, nil)
    #expect(missing.kind == .usage && missing.code == "otherTeacher")
    #expect(missing.expected == "SHA-256 \(teacher.file.fileDigest)")
    #expect(missing.found == "no teacher")
    let other = try refusal(pupil, pupil)
    #expect(other.kind == .input && other.code == "otherTeacher")
    #expect(other.found == "SHA-256 \(pupil.file.fileDigest)")
    let needless = try refusal(teacher, pupil)
    #expect(needless.kind == .usage && needless.code == "noTeacher")
  }

  @Test("a checkpoint goes on only with the teacher that it was started with")
  func resuming() throws {
    var job = Samples.job(in: scratch) { $0.distillation = Distillation() }
    job.teacher = teacher
    var steps = 0
    _ = try TrainingRun(job, dataset: dataset, pool: Samples.pool).run(while: {
      steps += 1
      return steps < 6
    })
    job.teacher = pupil
    let error = failure { () throws(WorkflowError) in
      try TrainingRun(job, dataset: dataset, resume: true, pool: Samples.pool)
    }
    #expect(error?.code == "otherSettings")
    #expect(error?.message.contains("settings.distillation.teacher") == true)
    job.teacher = teacher
    _ = try TrainingRun(job, dataset: dataset, resume: true, pool: Samples.pool).run()
    #expect(try scratch.exists("model.mlp"))
  }

  @Test("a teacher of other images, or of 8-bit integers, is refused")
  func unfit() throws {
    var job = Samples.job(in: scratch) { $0.distillation = Distillation() }
    let quantised = try ModelQuantisation(
      teacher, dataset: dataset, pool: Samples.pool, kernels: .best)
    try ModelStore.save(quantised.model, to: scratch.path("int8.mlp"))
    job.teacher = try ModelStore.load(scratch.path("int8.mlp"))
    let coarse = failure { () throws(WorkflowError) in
      try TrainingRun(job, dataset: dataset, pool: Samples.pool)
    }
    #expect(coarse?.kind == .input && coarse?.code == "quantisedTeacher")
    try ModelStore.save(
      Model(
        network: HeInitialisation.network(widths: [9, 4], seed: 1),
        input: InputLayout(rows: 3, columns: 3), labels: ["a", "b", "c", "d"]),
      to: scratch.path("other.mlp"))
    job.teacher = try ModelStore.load(scratch.path("other.mlp"))
    let other = failure { () throws(WorkflowError) in
      try TrainingRun(job, dataset: dataset, pool: Samples.pool)
    }
    #expect(other?.expected == "20" && other?.found == "9")
  }
}
