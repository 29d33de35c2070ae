import ModelFile
import Posix
import SystemPackage
import Testing
import Training

@testable import Workflow

@Suite("Directory of a search")
struct SearchDirectoryTests {
  private let dataset: LoadedDataset
  private let scratch: Scratch
  private let directory: SearchDirectory

  init() throws {
    scratch = try Scratch()
    try Samples.write(to: scratch)
    dataset = try DatasetDirectory(scratch.path("data")).load(.training, pool: Samples.pool)
    directory = SearchDirectory(scratch.path("search"))
  }

  @Test("a damaged result stands in the way of what depends on it alone")
  func damagedResult() throws {
    let plan = try SearchSamples.plan(dataset, halving: 2)
    try directory.adopt(plan)
    let run = try SearchRun(plan, in: directory, dataset: dataset)
    for task in 0..<12 where task != 3 { _ = try run.run(task: task, threads: Samples.pool) }
    try scratch.write([1, 2, 3], "search/task-0003.json")
    #expect(try run.run(task: 4, threads: Samples.pool) != nil)
    for task in [3, 12] {
      let error = try #require(
        failure { () throws(WorkflowError) in try run.run(task: task, threads: Samples.pool) })
      #expect(error.kind == .input && error.path == directory.resultPath(task: 3).string)
      #expect(error.remedy == "remove it, and run task 3 again")
    }
    try directory.remove(directory.resultPath(task: 3))
    #expect(try run.run(task: 3, threads: Samples.pool) != nil)
    #expect(try run.run(task: 12, threads: Samples.pool) != nil)
  }

  @Test("a damaged plan is made again, and the results stay good")
  func damagedPlan() throws {
    let plan = try SearchSamples.plan(dataset)
    try directory.adopt(plan)
    let run = try SearchRun(plan, in: directory, dataset: dataset)
    _ = try run.run(task: 0, threads: Samples.pool)
    try scratch.write([1, 2, 3], "search/plan.json")
    let error = try #require(
      failure { () throws(WorkflowError) in try directory.adopt(plan) })
    #expect(error.kind == .input && error.remedy?.hasPrefix("remove it, and make") == true)
    try directory.remove(directory.planPath)
    #expect(try directory.adopt(plan))
    #expect(try directory.results(of: plan).count == 1)
  }

  @Test("a damaged state of a training says that it can be removed")
  func damagedState() throws {
    let plan = try SearchSamples.plan(dataset)
    try directory.adopt(plan)
    try scratch.write([1, 2, 3], "search/task-0000.checkpoint")
    let run = try SearchRun(plan, in: directory, dataset: dataset)
    let error = try #require(
      failure { () throws(WorkflowError) in try run.run(task: 0, threads: Samples.pool) })
    #expect(error.path == scratch.path("search/task-0000.checkpoint").string)
    #expect(error.remedy?.hasPrefix("remove it") == true)
  }

  @Test("another release sums up a search and reads its record, but trains for neither")
  func otherRelease() throws {
    let own = try SearchSamples.plan(dataset)
    let other = SearchPlan(
      generator: "mnistkit 0.0.9", data: own.data, inputs: own.inputs, classes: own.classes,
      folds: own.folds, seed: own.seed, candidates: own.candidates,
      selfTestSamples: own.selfTestSamples, rungs: own.rungs)
    try directory.adopt(own)
    let run = try SearchRun(own, in: directory, dataset: dataset)
    let outcome = try #require(try run.run(threads: Samples.pool))
    let foreign = SearchDirectory(scratch.path("foreign"))
    try foreign.adopt(other)
    for task in 0..<own.taskCount {
      try foreign.save(#require(outcome.results[task]), plan: other.digest)
    }
    let read = try SearchOutcome(foreign.results(of: foreign.plan()))
    #expect(read.chosen == outcome.chosen && read.plan.generator == "mnistkit 0.0.9")
    let provenance = Provenance(
      generator: "mnistkit 0.0.9", additional: SearchRecord.values(read))
    #expect(try SearchRecord.outcome(in: provenance, path: "model.mlp")?.chosen == read.chosen)
    let error = try #require(
      failure { () throws(WorkflowError) in
        try SearchRun(foreign.plan(), in: foreign, dataset: dataset)
      })
    #expect(error.kind == .input && error.found == "mnistkit 0.0.9")
    #expect(error.message.contains("another program"))
    #expect(error.remedy?.contains("in another directory") == true)
    let taken = try #require(
      failure { () throws(WorkflowError) in try foreign.adopt(own) })
    #expect(taken.code == "otherPlan")
  }

  @Test("a model's place is looked at before the search")
  func modelPlace() throws {
    func error(_ path: FilePath) -> WorkflowError? {
      failure { () throws(WorkflowError) in try directory.checkModel(path, dataset: dataset) }
    }
    #expect(error(scratch.path("search/model.mlp")) == nil)
    #expect(error(scratch.path("search/plan.json"))?.code == "sameFile")
    try directory.adopt(SearchSamples.plan(dataset))
    #expect(error(scratch.path("model.mlp")) == nil)
    #expect(error(scratch.path("search/model.mlp")) == nil)
    #expect(error(scratch.path("missing/model.mlp"))?.kind == .environment)
    // Test files were not read, and are part of the data set.
    for name in [
      "search/plan.json", "search/task-0000.json", "search/model.checkpoint",
      "search/../search/plan.json", "data/t10k-labels-idx1-ubyte", "data/train-images-idx3-ubyte",
    ] {
      #expect(error(scratch.path(name))?.code == "sameFile", "\(name)")
    }
  }
}
