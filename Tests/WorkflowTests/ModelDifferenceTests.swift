import LinearAlgebra
import ModelFile
import NeuralNet
import Testing
import Training
import Workflow

@Suite("Model difference")
struct ModelDifferenceTests {
  private let scratch: Scratch
  private let stored: StoredModel

  init() throws {
    scratch = try Scratch()
    stored = try Samples.train(Samples.job(in: scratch), on: Samples.dataset())
  }

  private func difference(_ change: (inout Model) -> Void) throws -> ModelDifference {
    var model = stored.model
    change(&model)
    try ModelStore.save(model, to: scratch.path("changed.mlp"))
    return ModelDifference(stored, try ModelStore.load(scratch.path("changed.mlp")))
  }

  @Test("a model does not differ from itself")
  func none() throws {
    let difference = try difference { _ in }
    #expect(difference.isEmpty && difference.sameTensors)
    #expect(difference.entries.isEmpty && difference.tensors.isEmpty)
  }

  private static let changes: [(String, @Sendable (inout Model) -> Void)] = [
    ("labels", { $0.labels[2] = "two" }),
    ("self-test", { $0.selfTest.samples.removeLast() }),
    ("self-test", { $0.selfTest.samples.swapAt(0, 1) }),
    ("loss", { $0.metrics?.loss += 1 }),
    ("test data", { $0.metrics?.dataSHA256 = ContentDigest(of: [1]) }),
    ("confusion matrix", { $0.metrics?.confusion.swapAt(0, 1) }),
    ("provenance settings.seed", { $0.provenance?.settings?.seed = 2 }),
    ("provenance generator", { $0.provenance?.generator = "another" }),
    ("metadata note", { $0.metadata["note"] = .text("mine") }),
    ("model card", { $0.card = "# Mine\n" }),
    (
      "normalisation",
      {
        $0.input.normalisation =
          PixelNormalisation(mean: 0.5, standardDeviation: 0.5) ?? $0.input.normalisation
      }
    ),
  ]

  @Test("whatever differs in a file is named", arguments: changes.indices)
  func named(index: Int) throws {
    let (what, change) = Self.changes[index]
    let difference = try difference(change)
    #expect(!difference.isEmpty && difference.sameTensors)
    #expect(difference.entries.map(\.what) == [what])
    #expect(difference.entries.allSatisfy { $0.first != $0.second })
  }

  @Test("networks of other widths are compared by their widths")
  func otherWidths() throws {
    let other = try Samples.train(
      Samples.job(in: scratch, named: "wide.mlp") { $0.hidden = [7] }, on: Samples.dataset())
    let difference = ModelDifference(stored, other)
    #expect(!difference.sameTensors && difference.tensors.isEmpty)
    let layers = try #require(difference.entries.first)
    #expect([layers.what, layers.first, layers.second] == ["layers", "20-6-4", "20-7-4"])
  }
}
