import LinearAlgebra
import ModelFile
import NeuralNet
import SystemPackage
import Testing
import Training
import Workflow

@Suite("Reproduction")
struct ReproductionTests {
  private let scratch: Scratch
  private let dataset: LoadedDataset
  private let stored: StoredModel

  init() throws {
    scratch = try Scratch()
    dataset = try Samples.dataset()
    stored = try Samples.train(
      Samples.job(in: scratch) {
        $0.optimizer = .sgd(momentum: 0.9, nesterov: true)
        $0.validationFraction = 0.2
        $0.gradientClip = 1
      }, on: dataset)
  }

  /// The stored model with a change, saved and read again.
  private func changed(_ change: (inout Model) -> Void) throws -> StoredModel {
    var model = stored.model
    change(&model)
    try ModelStore.save(model, to: scratch.path("changed.mlp"))
    return try ModelStore.load(scratch.path("changed.mlp"))
  }

  private func reproduce(_ stored: StoredModel, on dataset: LoadedDataset) -> WorkflowError? {
    failure { () throws(WorkflowError) in
      try Reproduction(stored, dataset: dataset, pool: Samples.pool, kernels: .scalar) != nil
    }
  }

  @Test(
    "a model is reproduced with any threads and kernels", arguments: [1, 3],
    KernelSet.available.map(\.name))
  func identical(threads: Int, kernels: String) throws {
    let reproduction = try #require(
      try Reproduction(
        stored, dataset: dataset, pool: WorkerPool(threads: threads),
        kernels: KernelSet(named: kernels)))
    #expect(reproduction.isIdentical)
    #expect(reproduction.difference.isEmpty && reproduction.difference.entries.isEmpty)
    #expect(reproduction.trained.model == stored.model)
  }

  @Test("one changed weight is found and placed")
  func changedWeight() throws {
    let forged = try changed { model in
      guard var layers = model.network.float32?.layers else { return }
      layers[1].weights.elements[3] += 0.5
      model.network = .float32(MLP(layers: layers))
    }
    let reproduction = try #require(
      try Reproduction(forged, dataset: dataset, pool: Samples.pool, kernels: .best))
    #expect(!reproduction.isIdentical)
    let difference = try #require(reproduction.difference.tensors.first)
    #expect(reproduction.difference.tensors.count == 1)
    #expect(difference.name == "layers.1.weight")
    #expect(difference.differing == 1 && difference.firstIndex == 3)
    #expect(abs(difference.largest - 0.5) < 1e-6)
  }

  @Test("other metrics leave the tensors identical and the file not")
  func changedMetrics() throws {
    let forged = try changed { $0.metrics?.loss += 1 }
    let reproduction = try #require(
      try Reproduction(forged, dataset: dataset, pool: Samples.pool, kernels: .best))
    #expect(reproduction.isIdentical)
    #expect(!reproduction.difference.sameFile)
    #expect(reproduction.difference.entries.map(\.what) == ["loss"])
  }

  @Test("other data cannot reproduce a model")
  func otherData() throws {
    let error = try #require(reproduce(stored, on: Samples.dataset(salt: 9)))
    #expect(error.kind == .input && error.code == "otherData")
  }

  @Test("a model without provenance, settings or data cannot be reproduced")
  func noProvenance() throws {
    for change: (inout Model) -> Void in [
      { $0.provenance = nil }, { $0.provenance?.settings = nil }, { $0.provenance?.data = nil },
    ] {
      let error = try #require(reproduce(try changed(change), on: dataset))
      #expect(error.kind == .input && error.code == "noProvenance")
    }
  }

  @Test("settings of a later version are named")
  func unknownSettings() throws {
    let later = try changed { $0.provenance?.settings?.optimizer.name = "lion" }
    let error = try #require(reproduce(later, on: dataset))
    #expect(error.kind == .input && error.code == "unknownSettings")
    #expect(error.found?.contains("lion") == true)
  }

  @Test("a recorded setting out of its range is a fault of the file")
  func illegalSetting() throws {
    let forged = try changed {
      var amounts = RecordedSettings.Augmentation()
      amounts.rotation = 10
      amounts.floor = 2
      $0.provenance?.settings?.augmentation = amounts
    }
    let error = try #require(reproduce(forged, on: dataset))
    #expect(error.kind == .input && error.code == "setting")
    #expect(error.path == forged.file.path.string && error.found == "2.0")
    #expect(error.message.contains("augmentation floor must be in 0.0...1.0, found 2.0"))
  }

  @Test("an interruption ends it without an answer")
  func interrupted() throws {
    let reproduction = try Reproduction(
      stored, dataset: dataset, pool: Samples.pool, kernels: .best, while: { false })
    #expect(reproduction == nil)
  }
}
