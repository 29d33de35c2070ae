import LinearAlgebra
import ModelFile
import Testing
import Training
import Workflow

@Suite("Model verification and evaluation")
struct ModelVerificationTests {
  private let scratch: Scratch
  private let stored: StoredModel
  private let data: DatasetDirectory

  init() throws {
    scratch = try Scratch()
    try Samples.write(to: scratch)
    data = DatasetDirectory(scratch.path("data"))
    stored = try Samples.train(
      Samples.job(in: scratch), on: data.load(classes: 4, pool: Samples.pool))
  }

  /// The stored model with a change, saved and read again.
  private func changed(_ change: (inout Model) -> Void) throws -> StoredModel {
    var model = stored.model
    change(&model)
    try ModelStore.save(model, to: scratch.path("changed.mlp"))
    return try ModelStore.load(scratch.path("changed.mlp"))
  }

  private func verify(_ stored: StoredModel, _ kernels: KernelSet = .best) throws -> Verification {
    try ModelVerification(
      stored.file.path, through: .accuracy, kernels: kernels, pool: Samples.pool, data: data
    ).result
  }

  private func evaluate(_ stored: StoredModel) throws -> ModelEvaluation {
    try ModelEvaluation(
      stored, dataset: data.load(.test, classes: 4, pool: Samples.pool), pool: Samples.pool,
      kernels: .best)
  }

  @Test("the recorded accuracy is measured again", arguments: KernelSet.available.map(\.name))
  func accuracy(kernels: String) throws {
    let result = try verify(stored, KernelSet(named: kernels))
    #expect(result.ok)
    #expect(result.outcomes.map(\.level) == Verification.Level.allCases)
  }

  private static let forgeries: [@Sendable (inout Model) -> Void] = [
    { $0.metrics?.loss += 1e-9 },
    { model in
      // Five images over four classes: turned by one place, the row is another one.
      guard let first = model.metrics?.confusion[0].removeFirst() else { return }
      model.metrics?.confusion[0].append(first)
    },
    { $0.metrics?.dataSHA256 = ContentDigest(of: [1]) },
    { $0.metrics = nil },
  ]

  @Test("metrics that are not reproduced fail level 5", arguments: forgeries.indices)
  func forged(index: Int) throws {
    let result = try verify(try changed(Self.forgeries[index]))
    let last = try #require(result.outcomes.last)
    #expect(last.level == .accuracy && !last.ok && !result.ok)
  }

  @Test("a damaged file is a result, and later levels are not tried")
  func damaged() throws {
    var bytes = try scratch.bytes("model.mlp")
    bytes[bytes.count / 2] ^= 1
    try scratch.write(bytes, "model.mlp")
    let result = try verify(stored)
    #expect(!result.ok && result.model == nil)
    #expect(result.outcomes.last?.level == .digests)
  }

  @Test("an evaluation gives the recorded metrics")
  func evaluation() throws {
    let measured = try evaluate(stored)
    let metrics = try #require(stored.model.metrics)
    #expect(measured.evaluation.accuracy == metrics.accuracy)
    #expect(measured.evaluation.loss == metrics.loss)
    #expect(measured.evaluation.confusion.counts == metrics.confusion)
    #expect(measured.digests.combined == metrics.dataSHA256)
  }

  @Test("a model whose self-test is wrong by one bit is neither verified nor evaluated")
  func selfTest() throws {
    let wrong = try changed { model in
      let logit = model.selfTest.samples[1].logits[2]
      model.selfTest.samples[1].logits[2] = logit.nextUp
    }
    let result = try verify(wrong)
    #expect(result.outcomes.last?.level == .selfTest && !result.ok)
    let error = try #require(
      failure { () throws(WorkflowError) in
        let dataset = try data.load(.test, classes: 4, pool: Samples.pool)
        return try ModelEvaluation(wrong, dataset: dataset, pool: Samples.pool, kernels: .best)
      })
    #expect(error.kind == .check && error.code == "selfTest")
    #expect(error.message.contains("sample 1, class 2"))
    #expect(error.expected != error.found)
  }

  @Test("images of another size are refused")
  func imageSize() throws {
    let digits = SynthesisedDataset.make(training: 1, test: 1, seed: 1, pool: Samples.pool)
    let error = try #require(
      failure { () throws(WorkflowError) in
        try ModelEvaluation(stored, dataset: digits, pool: Samples.pool, kernels: .best)
      })
    #expect(error.kind == .input && error.code == "imageSize")
  }
}
