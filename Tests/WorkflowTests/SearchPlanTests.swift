import ModelFile
import NeuralNet
import Posix
import SystemPackage
import Testing
import Training

@testable import Workflow

@Suite("Search plan")
struct SearchPlanTests {
  private let dataset: LoadedDataset
  private let scratch: Scratch

  init() throws {
    dataset = try Samples.dataset()
    scratch = try Scratch()
  }

  private func plan(halving: Int? = nil) throws -> SearchPlan {
    try SearchSamples.plan(dataset, halving: halving)
  }

  @Test("a plan that is written and read is the same, with every kind of setting")
  func roundTrip() throws {
    var settings = Samples.settings()
    settings.schedule = Schedule(.cosine(floor: 0.1), warmupEpochs: 1)
    settings.gradientClip = 0.5
    settings.labelSmoothing = 0.125
    settings.augmentation.rotation = 12
    settings.augmentation.cutOut = 3
    settings.averageDecay = 0.999
    settings.seed = .max
    var other = settings
    other.optimizer = .sgd(momentum: 0.9, nesterov: true)
    other.schedule = Schedule(.step(epochs: 2, factor: 0.5))
    other.weightDecay = 1e-4
    let plan = try SearchPlan(
      candidates: [SearchCandidate(settings), SearchCandidate(other, recipe: .quick)], folds: 4,
      seed: .max, dataset: dataset)
    let directory = SearchDirectory(scratch.path("search"))
    #expect(try directory.adopt(plan))
    #expect(try directory.plan() == plan)
    #expect(try !directory.adopt(plan))
    #expect(
      try scratch.bytes("search/plan.json") == SearchSamples.encoded(directory.plan()))
  }

  @Test("a plan is known again where a learning rate is not given")
  func defaultRate() throws {
    let directory = SearchDirectory(scratch.path("search"))
    let plan = try SearchSamples.plan(dataset) { $0.learningRate = nil }
    #expect(try directory.adopt(plan))
    #expect(try !directory.adopt(plan))
  }

  @Test("a candidate with a teacher is refused: it has seen every fold")
  func teacher() throws {
    let error = try #require(
      failure { () throws(WorkflowError) in
        try SearchSamples.plan(dataset) { $0.distillation = Distillation() }
      })
    #expect(error.kind == .usage && error.code == "teacher")
  }

  @Test("a recipe is kept with its candidate, and one that is unknown is refused")
  func recipes() throws {
    let candidates = [nil, Recipe.quick, .best].map { recipe in
      SearchCandidate(Samples.settings { $0.seed = 7 }, recipe: recipe)
    }
    let plan = try SearchPlan(candidates: candidates, folds: 3, seed: 1, dataset: dataset)
    let text = plan.line.text
    #expect(text.contains(#""recipe":"quick""#) && text.contains(#""recipe":"best""#))
    let read = try SearchPlan(decoding: plan.line, path: "plan.json")
    #expect(read == plan && read.candidates.map(\.recipe) == [nil, .quick, .best])
    for (old, new) in [(#""quick""#, #""slow""#), (#""quick""#, "1"), (#""quick""#, "[1]")] {
      let error = try #require(
        failure { () throws(WorkflowError) in
          try SearchPlan(
            decoding: SealedLine(text.replacing(old, with: new)), path: "plan.json")
        })
      #expect(error.kind == .input && error.message.contains("the recipe of candidate 1"))
    }
  }

  @Test("tasks are numbered rung by rung, slot by slot, fold by fold")
  func numbering() throws {
    let plan = try plan(halving: 2)
    #expect(plan.rungs.map(\.candidates) == [4, 2])
    #expect(plan.rungs.map(\.epochs) == [2, 3])
    #expect(plan.taskCount == 18)
    #expect(plan.tasks(ofRung: 1) == 12..<18)
    #expect(try plan.task(0) == SearchTask(index: 0, rung: 0, slot: 0, fold: 0))
    #expect(try plan.task(5) == SearchTask(index: 5, rung: 0, slot: 1, fold: 2))
    #expect(try plan.task(16) == SearchTask(index: 16, rung: 1, slot: 1, fold: 1))
    for index in [-1, 18, Int.max] {
      let error = try #require(
        failure { () throws(WorkflowError) in try plan.task(index) })
      #expect(error.kind == .usage && error.code == "task")
      #expect(error.expected == "a task of 0 to 17")
    }
  }

  @Test("settings out of their range are refused in every rung")
  func ranges() throws {
    func error(_ candidates: [TrainingSettings], folds: Int = 3, halving: Int? = nil) throws
      -> WorkflowError
    {
      try #require(
        failure { () throws(WorkflowError) in
          try SearchPlan(
            candidates: candidates.map { SearchCandidate($0) }, folds: folds, seed: 1,
            halving: halving, dataset: dataset)
        })
    }
    #expect(try error([Samples.settings { $0.hidden = [0] }]).kind == .usage)
    #expect(try error([Samples.settings()], folds: 1).code == "setting")
    #expect(try error([Samples.settings()], halving: 1).code == "setting")
    #expect(try error([]).code == "searchSize")
    #expect(try error(Array(repeating: Samples.settings(), count: 1_001)).code == "searchSize")
    let slow = Samples.settings { $0.schedule = Schedule(.constant, warmupEpochs: 4) }
    #expect(try error([slow]).message.contains("warm-up epochs"))
  }

  @Test("a rung with fewer epochs than the warm-up warms up in all of them")
  func shortWarmup() throws {
    let plan = try SearchSamples.plan(dataset, halving: 2) {
      $0.schedule = Schedule(.constant, warmupEpochs: 3)
    }
    #expect(plan.settings(0, rung: 0).epochs == 2)
    #expect(plan.settings(0, rung: 0).schedule.warmupEpochs == 2)
    #expect(plan.settings(0, rung: 1).schedule.warmupEpochs == 3)
    #expect(try SearchPlan(decoding: plan.line, path: "plan.json") == plan)
  }

  @Test("a plan that is cut anywhere is refused")
  func truncations() throws {
    let directory = SearchDirectory(scratch.path("search"))
    try directory.adopt(plan())
    let bytes = try scratch.bytes("search/plan.json")
    for count in 0..<bytes.count {
      try scratch.write(Array(bytes.prefix(count)), "search/plan.json")
      let error = try #require(failure { () throws(WorkflowError) in try directory.plan() })
      #expect(error.kind == .input && error.code == "searchFile", "\(count) bytes: \(error)")
      #expect(error.path == directory.planPath.string && error.offset != nil)
    }
  }

  @Test("a plan with any byte changed is refused")
  func changes() throws {
    let directory = SearchDirectory(scratch.path("search"))
    try directory.adopt(plan())
    let bytes = try scratch.bytes("search/plan.json")
    for index in bytes.indices {
      var changed = bytes
      changed[index] ^= UInt8(1 << (index % 8))
      let error = failure { () throws(WorkflowError) in
        try SealedLine(decoding: changed, path: directory.planPath)
      }
      #expect(error?.kind == .input && error?.code == "searchFile", "byte \(index)")
    }
  }

  @Test(
    "sealed lines that are no plan are refused and say why",
    arguments: [
      ("{}", "no format"), ("[]", ""), ("no JSON", ""),
      (#"{"format":"mnistkit cross-validation plan","version":2}"#, "version 2"),
      (#"{"format":"something else","version":1}"#, "something else"),
      (#"{"format":"mnistkit cross-validation plan","version":1}"#, "no "),
    ])
  func foreign(text: String, reason: String) throws {
    let directory = SearchDirectory(scratch.path("search"))
    try directory.adopt(plan())
    try scratch.write(SealedLine(text).encoded, "search/plan.json")
    let error = try #require(failure { () throws(WorkflowError) in try directory.plan() })
    #expect(error.kind == .input && error.code == "searchFile")
    #expect(error.message.contains(reason), "\(error)")
  }

  @Test(
    "a sealed plan whose values make no sense is refused",
    arguments: [
      (#""folds":3"#, #""folds":1"#), (#""folds":3"#, #""folds":10000000"#),
      (#""inputs":20"#, #""inputs":0"#), (#""epochs":3,"init"#, #""epochs":4,"init"#),
      (#""batch":16"#, #""batch":0"#), (#""batch":16"#, #""batch":"16""#),
      (#""batch":16"#, #""unknown":16"#), (#""candidates":4,"#, #""candidates":5,"#),
      (#""candidates":4,"#, #""candidates":9223372036854775807,"#),
      (#""hidden":[3]"#, #""hidden":[]"#), (#""hidden":[3]"#, #""hidden":[3,-1]"#),
      (#""optimizer.name":"adam""#, #""optimizer.name":"eve""#),
      (#""inputs":20"#, #""inputs":9223372036854775807"#), (#""classes":4"#, #""classes":0"#),
      (#""classes":4"#, #""classes":257"#), (#""count":60,"#, #""count":-60,"#),
      (#""count":60,"#, #""count":61,"#), (#""count":60,"#, #""count":1e300,"#),
      (#""count":60,"sha256":""#, #""count":60,"sha256":"00"#),
    ])
  func senseless(old: String, new: String) throws {
    let line = try plan().line.text
    let changed = line.replacing(old, with: new, maxReplacements: 1)
    try #require(changed != line, "the plan holds no \(old): \(line)")
    let error = try #require(
      failure { () throws(WorkflowError) in
        try SearchPlan(decoding: SealedLine(changed), path: "plan.json")
      })
    #expect(error.kind == .input && error.path == "plan.json", "\(error)")
  }

  private static let document = FilePath(#filePath).removingLastComponent()
    .removingLastComponent().removingLastComponent().appending("formats/cross-validation.md")

  @Test("the document's worked example is a sealed line of a result")
  func workedExample() throws {
    let text = String(
      decoding: try FileContents.read(Self.document, limit: 1 << 20), as: UTF8.self)
    let start = try #require(text.firstRange(of: "```json\n")).upperBound
    let end = try #require(text[start...].firstRange(of: "```")).lowerBound
    let line = try SealedLine(decoding: Array(text[start..<end].utf8), path: Self.document)
    #expect(line.text.contains(#""format":"\#(FoldResult.format)""#))
    #expect(line.text.contains(#""version":\#(FoldResult.version)"#))
  }

  @Test("the document names every key that is written")
  func documentedKeys() throws {
    let text = String(
      decoding: try FileContents.read(Self.document, limit: 1 << 20), as: UTF8.self)
    let task = try plan().task(4)
    let measured = FoldResult(
      task: 4, candidate: 1, fold: task.fold, epochs: 3, trainingImages: 40,
      validationImages: 20,
      outcome: .measured(
        FoldResult.Measurement(
          hits: 1, loss: 2, trainingLosses: [1, 1, 1], trainingAccuracies: [0, 0, 0])))
    let diverged = FoldResult(
      task: 4, candidate: 1, fold: task.fold, epochs: 3, trainingImages: 40,
      validationImages: 20, outcome: .diverged("why"))
    for result in [measured, diverged] {
      let line = result.line(plan: try plan().digest)
      let read = try FoldResult(
        decoding: line, of: task, in: plan(), digest: plan().digest, path: "result")
      #expect(read == result)
      for key in SearchSamples.keys(line.text) {
        #expect(text.contains("`\(key)`"), "the document does not name \(key)")
      }
    }
    for key in [
      "format", "version", "generator", "data", "inputs", "folds", "seed", "rungs", "candidates",
    ] {
      #expect(try plan().line.text.contains("\"\(key)\":") && text.contains("`\(key)`"))
    }
  }
}
