import LinearAlgebra
import ModelFile
import Posix
import Synchronization
import SystemPackage
import Testing
import Training

@testable import Workflow

@Suite("Search run")
struct SearchRunTests {
  private let dataset: LoadedDataset
  private let scratch: Scratch

  init() throws {
    dataset = try Samples.dataset()
    scratch = try Scratch()
  }

  private func directory(_ name: String, _ plan: SearchPlan) throws -> SearchDirectory {
    let directory = SearchDirectory(scratch.path(name))
    try directory.adopt(plan)
    return directory
  }

  private func run(
    _ name: String, _ plan: SearchPlan, threads: Int = 1, kernels: KernelSet = .best
  ) throws -> SearchOutcome {
    let run = try SearchRun(
      plan, in: directory(name, plan), dataset: dataset, kernels: kernels)
    return try #require(try run.run(threads: WorkerPool(threads: threads)))
  }

  /// Runs a search that is interrupted again and again, and counts its starts.
  private func interrupted(
    _ name: String, _ plan: SearchPlan, threads: Int
  ) throws -> (outcome: SearchOutcome?, starts: Int) {
    let run = try SearchRun(plan, in: directory(name, plan), dataset: dataset)
    for start in 1..<500 {
      let asked = Mutex(0)
      let outcome = try run.run(
        threads: WorkerPool(threads: threads),
        while: {
          asked.withLock {
            $0 += 1
            return $0 % 4 != 0
          }
        })
      if let outcome { return (outcome, start) }
    }
    return (nil, 500)
  }

  /// All files of a directory with their bytes.
  private func files(_ name: String) throws -> [String: [UInt8]] {
    var files: [String: [UInt8]] = [:]
    for entry in try Directory.entries(of: scratch.path(name)) {
      files[entry.string] = try scratch.bytes("\(name)/\(entry.string)")
    }
    return files
  }

  @Test("any number of threads and any kernels leave the same bytes", arguments: [nil, 2])
  func threads(halving: Int?) throws {
    let plan = try SearchSamples.plan(dataset, halving: halving)
    let one = try run("one", plan)
    let files = try files("one")
    #expect(files.count == plan.taskCount + 1)
    for threads in [2, 3, 32] {
      #expect(try run("\(threads)", plan, threads: threads) == one)
      #expect(try self.files("\(threads)") == files)
    }
    #expect(try run("scalar", plan, kernels: .scalar) == one)
    #expect(try self.files("scalar") == files)
  }

  @Test("a recipe's folds are the same bytes for any threads, kernels and interruption")
  func recipe() throws {
    let plan = try SearchSamples.plan(dataset, widths: [3, 6]) {
      $0 = Recipe.best.settings(hidden: $0.hidden)
      $0.epochs = 3
    }
    let one = try run("one", plan)
    #expect(try run("many", plan, threads: 3, kernels: .scalar) == one)
    #expect(try interrupted("parts", plan, threads: 1).outcome == one)
    #expect(try files("many") == files("one") && files("parts") == files("one"))
  }

  @Test("any order of tasks leaves the same bytes", arguments: [1, 2, 3] as [UInt64])
  func orders(seed: UInt64) throws {
    let plan = try SearchSamples.plan(dataset, halving: 2)
    let whole = try run("whole", plan)
    let directory = try directory("tasks", plan)
    let single = try SearchRun(plan, in: directory, dataset: dataset)
    for rung in plan.rungs.indices {
      let order = Philox(seed: seed).permutation(
        of: plan.tasks(ofRung: rung).map(Int32.init), stream: .shuffling, epoch: UInt32(rung))
      for task in order {
        _ = try single.run(task: Int(task), threads: WorkerPool(threads: 1))
      }
    }
    #expect(try SearchOutcome(directory.results(of: plan)) == whole)
    #expect(try files("tasks") == files("whole"))
  }

  @Test("a search that is interrupted again and again loses nothing", arguments: [1, 2])
  func interrupted(threads: Int) throws {
    let plan = try SearchSamples.plan(dataset, halving: 2)
    let whole = try run("whole", plan)
    let (outcome, starts) = try interrupted("parts", plan, threads: threads)
    #expect(starts > 10, "it was interrupted \(starts - 1) times")
    #expect(outcome == whole)
    // The states of the trainings are gone with their end.
    #expect(try files("parts") == files("whole"))
  }

  @Test("what is there is not trained again, and a task's result is left as it is")
  func kept() throws {
    let plan = try SearchSamples.plan(dataset)
    _ = try run("search", plan)
    let again = try SearchRun(plan, in: directory("search", plan), dataset: dataset)
    let steps = Mutex(0)
    _ = try again.run(
      threads: WorkerPool(threads: 2),
      while: {
        steps.withLock { $0 += 1 }
        return true
      })
    _ = try again.run(task: 0, threads: WorkerPool(threads: 1), while: { false })
    #expect(steps.withLock { $0 } == 0)
  }

  @Test("each result is told once, and the work grows to all of it")
  func progress() throws {
    let plan = try SearchSamples.plan(dataset, halving: 2)
    let run = try SearchRun(plan, in: directory("search", plan), dataset: dataset)
    let told = Mutex<[(task: Int, progress: SearchProgress)]>([])
    _ = try run.run(
      threads: WorkerPool(threads: 2),
      report: { event in
        if case .finished(let result, _, let progress) = event {
          told.withLock { $0.append((result.task, progress)) }
        }
      })
    let events = told.withLock { $0 }
    #expect(events.map(\.task).sorted() == Array(0..<plan.taskCount))
    #expect(events.map(\.progress.finishedTasks) == Array(1...plan.taskCount))
    #expect(zip(events, events.dropFirst()).allSatisfy { $0.progress.share <= $1.progress.share })
    #expect(try #require(events.last).progress.share > 0.999)
  }

  @Test("a training that diverges is a result, and its candidate is never chosen")
  func divergence() throws {
    let candidates = [1e30, 0.02].map { rate in
      SearchCandidate(
        Samples.settings {
          $0.optimizer = .sgd()
          $0.learningRate = Float(rate)
        })
    }
    let plan = try SearchPlan(candidates: candidates, folds: 3, seed: 1, dataset: dataset)
    let outcome = try run("search", plan)
    #expect(outcome.candidates[0].accuracy == nil)
    #expect(outcome.best == 1 && outcome.chosen == 1)
    // Two of three go on, and only one of them can.
    let halved = try SearchPlan(
      candidates: [candidates[0], candidates[0], candidates[1]], folds: 3, seed: 1, halving: 2,
      dataset: dataset)
    let survivor = try run("halved", halved)
    #expect(survivor.candidates.map(\.rung) == [1, 0, 1])
    #expect(survivor.best == 2 && survivor.chosen == 2)
    let all = try SearchPlan(candidates: [candidates[0]], folds: 3, seed: 1, dataset: dataset)
    let search = try SearchRun(all, in: directory("all", all), dataset: dataset)
    let error = try #require(
      failure { () throws(WorkflowError) in
        try search.run(threads: WorkerPool(threads: 1))
      })
    #expect(error.kind == .check && error.code == "diverged")
  }

  @Test("other data than the plan's are refused")
  func otherData() throws {
    let plan = try SearchSamples.plan(dataset)
    let directory = try directory("search", plan)
    let other = try Samples.dataset(salt: 1)
    let error = try #require(
      failure { () throws(WorkflowError) in try SearchRun(plan, in: directory, dataset: other) })
    #expect(error.kind == .input && error.code == "otherData")
    #expect(error.expected?.contains("\(plan.data.images.sha256)") == true)
    let grid = try SearchSamples.plan(dataset, widths: [5])
    let taken = try #require(failure { () throws(WorkflowError) in try directory.adopt(grid) })
    #expect(taken.kind == .usage && taken.code == "otherPlan")
  }

  @Test("results of another plan, task or candidate are refused, and damaged ones")
  func otherResults() throws {
    let plan = try SearchSamples.plan(dataset)
    _ = try run("search", plan)
    let directory = try directory("search", plan)
    let sound = try scratch.bytes("search/task-0004.json")
    func error(_ bytes: [UInt8]) throws -> WorkflowError {
      try scratch.write(bytes, "search/task-0004.json")
      let error = try #require(
        failure { () throws(WorkflowError) in try directory.results(of: plan) })
      #expect(error.path == directory.resultPath(task: 4).string)
      #expect(error.remedy == "remove it, and run task 4 again")
      #expect(error.kind == .input)
      return error
    }
    let other = try SearchSamples.plan(dataset, widths: [2, 3])
    _ = try run("other", other)
    #expect(try error(scratch.bytes("other/task-0004.json")).code == "otherPlan")
    #expect(try error(scratch.bytes("search/task-0003.json")).message.contains("another task"))
    #expect(try error(Array(sound.dropLast())).offset != nil)
    let text = try SealedLine(decoding: sound, path: "sound").text
    for (old, new) in [
      (#""candidate":1"#, #""candidate":2"#), (#""candidate":1"#, #""candidate":9"#),
      (#""epochs":3"#, #""epochs":2"#), (#""hits":"#, #""hits":9"#),
      (#""trainingImages":40"#, #""trainingImages":41"#), (#""loss":"#, #""loss":-"#),
      (#""validationImages":20"#, #""validationImages":30"#),
    ] {
      let changed = text.replacing(old, with: new, maxReplacements: 1)
      try #require(changed != text)
      #expect(try error(SealedLine(changed).encoded).code == "searchFile", "\(new)")
    }
  }

  @Test("a task of a later rung waits for the rung before")
  func early() throws {
    let plan = try SearchSamples.plan(dataset, halving: 2)
    let directory = try directory("search", plan)
    let run = try SearchRun(plan, in: directory, dataset: dataset)
    let error = try #require(
      failure { () throws(WorkflowError) in
        try run.run(task: 12, threads: WorkerPool(threads: 1))
      })
    #expect(error.kind == .environment && error.code == "unfinished")
    #expect(error.message.contains("tasks 0 to 11"))
    let open = try #require(
      failure { () throws(WorkflowError) in try SearchOutcome(directory.results(of: plan)) })
    #expect(open.kind == .environment && open.message.hasPrefix("18 of 18 tasks have no result"))
  }

  @Test("the model of the choice tells of the whole search, and is reproduced byte for byte")
  func provenance() throws {
    let plan = try SearchSamples.plan(dataset, halving: 2)
    let outcome = try run("search", plan)
    let directory = try directory("search", plan)
    let out = scratch.path("model.mlp")
    let first = try TrainingRun(
      chosenBy: outcome, in: directory, dataset: dataset, out: out, pool: Samples.pool)
    // Interrupted at its first step, it goes on from the search's directory.
    guard case .interrupted(let state) = try first.run(while: { false }) else {
      Issue.record("the training was not interrupted")
      return
    }
    #expect(state == directory.modelCheckpointPath)
    let second = try TrainingRun(
      chosenBy: outcome, in: directory, dataset: dataset, out: out, pool: Samples.pool)
    guard case .finished = try second.run() else {
      Issue.record("the training did not finish")
      return
    }
    #expect(try !RegularFile.exists(directory.modelCheckpointPath))
    let stored = try ModelStore.load(out)
    let provenance = try #require(stored.model.provenance)
    #expect(provenance.settings?.hidden == plan.candidates[outcome.chosen].settings.hidden)
    let recorded = try #require(try SearchRecord.outcome(in: provenance, path: out))
    #expect(recorded.plan == plan)
    #expect(recorded.best == outcome.best && recorded.chosen == outcome.chosen)
    #expect(
      recorded.candidates.map(\.accuracy) == outcome.candidates.map(\.accuracy)
        && recorded.candidates.map(\.loss) == outcome.candidates.map(\.loss))
    let reproduction = try #require(
      try Reproduction(stored, dataset: dataset, pool: Samples.pool, kernels: .scalar))
    #expect(reproduction.isIdentical)
    #expect(reproduction.trained.file.fileDigest == stored.file.fileDigest)
  }

  @Test("a record that is not whole is refused")
  func brokenRecord() throws {
    let plan = try SearchSamples.plan(dataset)
    var values = SearchRecord.values(try run("search", plan))
    values["search.hits"] = .unsignedList([1])
    let provenance = Provenance(generator: "mnistkit 0.1.0", additional: values)
    let error = try #require(
      failure { () throws(WorkflowError) in
        try SearchRecord.outcome(in: provenance, path: "model.mlp")
      })
    #expect(error.kind == .input && error.code == "searchRecord")
    #expect(
      try SearchRecord.outcome(in: Provenance(generator: "x"), path: "model.mlp") == nil)
  }
}
