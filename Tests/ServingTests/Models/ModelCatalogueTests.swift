import LinearAlgebra
import ModelFile
import ServingSupport
import Testing
import WireProtocol

@testable import Serving

@Suite struct ModelCatalogueTests {
  /// Slots 0 and 1 are versions of `digits`, 2 is what version 1 held before, 3 has no version.
  let models: [ServedModel]
  let catalogue: ModelCatalogue

  init() throws {
    func served(_ generation: UInt32, _ name: String, _ version: String) throws -> ServedModel {
      let bytes = try TestModels.file(Int(generation))
      let loaded = try LoadedModel(
        verifying: bytes, digest: ContentDigest(of: bytes), kernels: .scalar)
      return ServedModel(generation: generation, name: name, version: version, loaded: loaded)
    }
    models = try [
      served(1, "digits", "1"), served(2, "digits", "2"), served(3, "digits", "1"),
      served(4, "other", ""),
    ]
    var broken = ModelRecord(name: "broken", state: .refused)
    broken.reason = "error 12 at 64"
    catalogue = ModelCatalogue(
      epoch: 2, models: models, names: ["digits": 1, "other": 3],
      labels: ["digits": ["stable": 2]], defaultName: "digits",
      entries: [broken, ModelRecord(name: "coming", state: .loading)])
  }

  private func slot(_ text: String?, in catalogue: ModelCatalogue? = nil) throws -> Int {
    try (catalogue ?? self.catalogue).slot(for: try text.map { try ModelReference($0) })
  }

  @Test(
    "a reference stands for one model",
    arguments: [
      (nil, 1), ("digits", 1), ("digits@1", 0), ("digits@2", 1), ("digits:stable", 2), ("other", 3),
    ] as [(String?, Int)])
  func resolution(reference: String?, expected: Int) throws {
    #expect(try slot(reference) == expected)
  }

  @Test("a digest stands for the model with these bytes, however much of it is given")
  func digests() throws {
    for (expected, model) in models.enumerated() {
      let digest = model.loaded.digest.description
      #expect(try slot("\(model.name)#\(digest)") == expected)
      #expect(try slot("\(model.name)#\(digest.prefix(8))") == expected)
    }
    let foreign = models[3].loaded.digest
    #expect(throws: Refusal.self) { try slot("digits#\(foreign)") }
  }

  @Test("two files with the same bytes are one model for a digest")
  func twins() throws {
    let twin = ServedModel(
      generation: 9, name: "digits", version: "3", loaded: models[0].loaded)
    let catalogue = ModelCatalogue(epoch: 1, models: [models[0], twin])
    #expect(try slot("digits#\(twin.loaded.digest)", in: catalogue) == 0)
  }

  @Test(
    "what does not serve is refused with the reason",
    arguments: [
      ("none", Status.noModel, "none of that name"), ("none@1", .noModel, "none of that name"),
      ("digits@3", .noModel, "none of that version"),
      ("digits:canary", .noModel, "none of that label"),
      ("digits#01234567", .noModel, "none of that digest"),
      ("other@1", .noModel, "none of that version"),
      ("other:stable", .noModel, "none of that label"), ("broken", .noModel, "error 12 at 64"),
      ("coming", .notReady, "one that is being loaded"),
    ])
  func refusals(reference: String, status: Status, words: String) throws {
    let refusal = #expect(throws: Refusal.self) { try slot(reference) }
    #expect(refusal?.status == status)
    #expect(refusal?.text == "\(reference): expected a model that serves, found \(words)")
  }

  @Test(
    "only the reason of the file that a reference means is told",
    arguments: [
      ("none", "fault of 3"), ("none@1", "fault of 1"), ("none@2", "one that is unloaded"),
      ("none@3", "fault of 3"), ("none@4", "it is nowhere"), ("none@5", "none of that version"),
      ("none:canary", "none of that label"), ("none:old", "fault of 1"),
      ("none:idle", "one that is unloaded"), ("none:lost", "it is nowhere"),
      ("none:gone", "it is nowhere"), ("none:asleep", "one that is unloaded"),
      ("none#01234567", "none of that digest"), ("pinned", "fault of 1"),
      ("bound", "one that is unloaded"),
    ])
  func reasons(reference: String, words: String) throws {
    func record(_ name: String, _ version: String, _ reason: String) -> ModelRecord {
      var record = ModelRecord(
        name: name, version: version, state: reason.isEmpty ? .unloaded : .refused)
      record.reason = reason
      return record
    }
    var lost = record("none", "4", "it is nowhere")
    lost.labels = ["gone", "lost"]
    let digest = models[0].loaded.digest
    let catalogue = ModelCatalogue(
      epoch: 3, models: models,
      targets: [
        "none:old": .version("1"), "none:idle": .version("2"), "none:lost": .version("4"),
        "none:gone": .digest(digest), "none:asleep": .digest(digest), "pinned": .version("1"),
        "bound": .digest(digest),
      ],
      entries: ["bound", "none", "pinned"].flatMap { name in
        [("1", "fault of 1"), ("2", ""), ("3", "fault of 3")].map { record(name, $0, $1) }
          + (name == "none" ? [lost] : [])
      })
    let refusal = #expect(throws: Refusal.self) { try slot(reference, in: catalogue) }
    #expect(refusal?.status == .noModel)
    #expect(refusal?.text == "\(reference): expected a model that serves, found \(words)")
  }

  @Test("what is being loaded is waited for where it is meant", arguments: [nil, "2", "4"])
  func loadingVersion(version: String?) throws {
    let digits = ["1", "2"].map { ModelRecord(name: "digits", version: $0, state: .loading) }
    let catalogue = ModelCatalogue(epoch: 3, entries: digits)
    let reference = version.map { "digits@\($0)" } ?? "digits"
    let refusal = #expect(throws: Refusal.self) { try slot(reference, in: catalogue) }
    #expect(refusal?.status == (version == "4" ? .noModel : .notReady))
  }

  @Test("before the directory was looked at, everything may still come")
  func incomplete() throws {
    let catalogue = ModelCatalogue(epoch: 1, isComplete: false)
    for reference in [nil, "digits", "digits@1"] {
      let refusal = #expect(throws: Refusal.self) { try slot(reference, in: catalogue) }
      #expect(refusal?.status == .notReady)
      #expect(refusal?.retryMicroseconds ?? 0 > 0)
    }
  }

  @Test("the summary names the default, and a file that was refused")
  func summary() {
    let summary = ModelSummary(catalogue, refusedLoads: 7)
    #expect(summary.refused == 1)
    #expect(summary.defaultModel == "digits@2")
    #expect(summary.refusedLoads == 7)
    #expect(summary.line.hasSuffix("default digits@2; broken refused: error 12 at 64"))
    #expect(summary.directoryFault.isEmpty)
    let away = ModelSummary(catalogue, refusedLoads: 7, directoryFault: "cannot open m")
    #expect(away.line == summary.line + "; cannot open m")
    let empty = ModelSummary(ModelCatalogue(epoch: 1), refusedLoads: 0)
    #expect(empty.line == "no model")
    let starting = ModelSummary(ModelCatalogue(epoch: 1, isComplete: false), refusedLoads: 0)
    #expect(starting.line == "loading models")
  }

  @Test("the summary names first what serves on, then what requests without a name mean")
  func summaryOrder() {
    func record(_ name: String, _ version: String, _ state: ModelRecord.State) -> ModelRecord {
      var record = ModelRecord(name: name, version: version, state: state)
      record.reason = "fault of \(name)\(version)"
      return record
    }
    func line(_ entries: [ModelRecord]) -> String {
      ModelSummary(
        ModelCatalogue(epoch: 1, defaultName: "digits", entries: entries), refusedLoads: 0
      ).line
    }
    #expect(
      line([
        record("a", "1", .refused), record("b", "", .stale), record("digits", "2", .refused),
        record("digits", "3", .stale),
      ]).hasSuffix(
        "; digits@3 stale: fault of digits3; also b stale, digits@2 refused, a@1 refused"))
    let many = (10...20).map { record("a", "\($0)", .refused) }
    #expect(line(many).contains("; a@10 refused: fault of a10; also a@11 refused, "))
    #expect(line(many).hasSuffix("a@17 refused and 3 more"))
  }
}
