public import LinearAlgebra
internal import MNISTData
internal import ModelFile
internal import Posix
internal import Synchronization
internal import SystemPackage
internal import Training

/// A search at work in its directory: it trains what has no result yet, in parallel.
///
/// Threads take whole trainings, each on one thread, the longest ones first. Where there are fewer
/// trainings than threads, each gets several. Neither changes a result.
public struct SearchRun: Sendable {
  /// The plan.
  public let plan: SearchPlan
  /// Where results are kept.
  public let directory: SearchDirectory
  private let folds: StratifiedFolds
  private let examples: TrainingExamples
  private let kernels: KernelSet

  /// Prepares a run on the data of the plan.
  ///
  /// - Throws: ``WorkflowError`` where the data are not those of the plan.
  public init(
    _ plan: SearchPlan, in directory: SearchDirectory, dataset: LoadedDataset,
    kernels: KernelSet = .best
  ) throws(WorkflowError) {
    guard plan.generator == Generator.name else {
      // Another release may train otherwise, and results of both must not be compared.
      var fault = SealedLine.fault(
        "the plan was made by another program, which alone may train for it", at: 0,
        expected: Generator.name, found: plan.generator, directory.planPath)
      fault.remedy = "train with that program, or make a plan in another directory with this one"
      throw fault
    }
    let training = try dataset.requireTraining()
    guard let data = dataset.digests.training.map(TrainingData.Files.init) else {
      preconditionFailure("training images that were read have a digest")
    }
    for (what, expected, found) in [
      ("images", plan.data.images, data.images), ("labels", plan.data.labels, data.labels),
    ] where expected != found {
      throw WorkflowError(
        .input, code: "otherData",
        "the training \(what) are not those of the plan: expected \(expected.count) with SHA-256 "
          + "\(expected.sha256), found \(found.count) with \(found.sha256)",
        path: dataset.source, expected: "SHA-256 \(expected.sha256)",
        found: "SHA-256 \(found.sha256)", remedy: "name their directory with --data")
    }
    guard plan.inputs == training.images.pixelsPerImage else {
      throw SealedLine.fault(
        "the plan's inputs", at: 0, expected: "\(training.images.pixelsPerImage)",
        found: "\(plan.inputs)", directory.planPath)
    }
    do {
      examples = try TrainingExamples(
        inputs: plan.inputs, columns: training.images.columns, classes: plan.classes,
        pixels: training.images.pixels, labels: training.labels)
      folds = try StratifiedFolds(
        labels: training.labels, classes: plan.classes, count: plan.folds, seed: plan.seed)
    } catch {
      throw WorkflowError(error)
    }
    self.plan = plan
    self.directory = directory
    self.kernels = kernels
  }

  /// Runs all tasks that have no result yet.
  ///
  /// - Parameters:
  ///   - threads: the threads to use.
  ///   - shouldContinue: asked after every step, by any thread; false keeps the states of all
  ///     trainings and ends the run.
  ///   - report: told about progress, by any thread but by one at a time.
  /// - Returns: what the search says; `nil` where `shouldContinue` has ended it.
  public func run(
    threads pool: WorkerPool, while shouldContinue: @escaping @Sendable () -> Bool = { true },
    report: @escaping @Sendable (SearchEvent) -> Void = { _ in }
  ) throws(WorkflowError) -> SearchOutcome? {
    let work = SearchWork(try directory.results(of: plan), report: report)
    for rung in plan.rungs.indices {
      work.estimate()
      let results = work.results
      var tasks: [SearchTask] = []
      for index in results.missing(inRung: rung) { tasks.append(try plan.task(index)) }
      guard let candidates = results.candidates(inRung: rung) else {
        preconditionFailure("the rung before has ended")
      }
      let queue = tasks.map { (task: $0, candidate: candidates[$0.slot]) }.sorted {
        let (a, b) = (
          work.cost(candidate: $0.candidate, rung: rung),
          work.cost(candidate: $1.candidate, rung: rung)
        )
        return a == b ? $0.task.index < $1.task.index : a > b
      }
      guard try run(queue, work: work, on: pool, while: shouldContinue) else { return nil }
    }
    return try SearchOutcome(work.results)
  }

  /// Runs one task, unless its result is there.
  ///
  /// - Returns: the result; `nil` where `shouldContinue` has ended the training.
  /// - Throws: ``WorkflowError`` also where the plan has no such task, or where it is not decided yet
  ///   which candidate it trains, because the rung before is not finished.
  public func run(
    task index: Int, threads pool: WorkerPool,
    while shouldContinue: @escaping @Sendable () -> Bool = { true },
    report: @escaping @Sendable (SearchEvent) -> Void = { _ in }
  ) throws(WorkflowError) -> FoldResult? {
    let task = try plan.task(index)
    // What the task does not depend on need not be sound, or there.
    let results = try directory.results(of: plan) {
      $0.index == index || $0.rung < task.rung
    }
    if let result = results[index] { return result }
    guard let candidate = results.candidate(of: task) else {
      let before = plan.tasks(ofRung: task.rung - 1)
      throw WorkflowError(
        .environment, code: "unfinished",
        "task \(index) trains what tasks \(before.lowerBound) to \(before.upperBound - 1) have "
          + "left, and not all of them have a result", path: directory.path.string,
        remedy: "run them first")
    }
    let work = SearchWork(results, report: report)
    work.estimate()
    _ = try run([(task, candidate)], work: work, on: pool, while: shouldContinue)
    return work.results[index]
  }

  /// Runs tasks in parallel; false where they were interrupted.
  private func run(
    _ queue: [(task: SearchTask, candidate: Int)], work: SearchWork, on pool: WorkerPool,
    while shouldContinue: @escaping @Sendable () -> Bool
  ) throws(WorkflowError) -> Bool {
    let state = Mutex(Turns())
    let lanes = min(pool.threads, queue.count)
    let training = FoldTraining(
      plan: plan, digest: plan.digest, directory: directory, examples: examples, folds: folds,
      kernels: kernels)
    pool.forEach(lanes) { lane in
      let share = pool.threads / lanes + (lane < pool.threads % lanes ? 1 : 0)
      let own = WorkerPool(threads: share)
      while let turn = state.withLock({ $0.next(of: queue.count) }) {
        let (task, candidate) = queue[turn]
        let start = MonotonicClock.now
        var images = 0
        do throws(WorkflowError) {
          let result = try training.run(task, candidate: candidate, pool: own) { seen in
            images += seen
            work.add(images: seen, candidate: candidate)
            return shouldContinue() && state.withLock { $0.failure == nil }
          }
          guard let result else {
            state.withLock { $0.isInterrupted = true }
            return
          }
          work.add(result, counted: images, seconds: (MonotonicClock.now - start) / .seconds(1))
        } catch {
          state.withLock { $0.failure = $0.failure ?? error }
        }
      }
    }
    let end = state.withLock { $0 }
    if let failure = end.failure { throw failure }
    return !end.isInterrupted
  }

  /// Whose turn it is, and whether there are more.
  private struct Turns {
    var turn = 0
    var isInterrupted = false
    var failure: WorkflowError?

    mutating func next(of count: Int) -> Int? {
      guard turn < count, !isInterrupted, failure == nil else { return nil }
      turn += 1
      return turn - 1
    }
  }
}
