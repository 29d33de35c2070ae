internal import ModelFile
internal import Posix
public import SystemPackage

/// The directory of a search: its plan, a file for each finished task, and the states of trainings
/// that were interrupted.
///
/// Every file appears whole or not at all, so any number of processes may work in one directory.
public struct SearchDirectory: Sendable, Hashable {
  /// More than the largest plan or result needs.
  private static let byteLimit = 1 << 24

  /// Where the directory is.
  public let path: FilePath

  /// Names a directory; nothing is read or made.
  public init(_ path: FilePath) {
    self.path = path
  }

  /// The file of the plan.
  public var planPath: FilePath { path.appending("plan.json") }

  /// The file of a task's result.
  public func resultPath(task: Int) -> FilePath { path.appending("\(name(task)).json") }

  /// The state of a task's training while it is not finished.
  func checkpointPath(task: Int) -> FilePath { path.appending("\(name(task)).checkpoint") }

  /// The state of the training of the chosen candidate on all images.
  public var modelCheckpointPath: FilePath { path.appending("model.checkpoint") }

  /// Numbers with as many digits as the largest task needs, so that names sort as numbers do.
  private func name(_ task: Int) -> String {
    let digits = "\(task)"
    return "task-" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  /// Whether there is a plan.
  public func hasPlan() throws(WorkflowError) -> Bool { try exists(planPath) }

  /// Reads the plan.
  ///
  /// - Throws: ``WorkflowError`` where there is none or it is damaged.
  public func plan() throws(WorkflowError) -> SearchPlan {
    guard try hasPlan() else {
      throw WorkflowError(
        .environment, code: "noPlan", "there is no plan of a search", path: planPath.string,
        remedy: "make one with 'mnistctl cross-validate plan'")
    }
    do {
      return try SearchPlan(
        decoding: SealedLine(decoding: read(planPath), path: planPath), path: planPath)
    } catch {
      var fault = error
      if fault.kind == .input {
        fault.remedy =
          "remove it, and make the plan again with the same options and data; the results in the "
          + "directory stay good"
      }
      throw fault
    }
  }

  /// Puts a plan into the directory, which is made where it is missing.
  ///
  /// - Returns: whether it is new; false where the same plan is there already.
  /// - Throws: ``WorkflowError`` where another plan is there.
  @discardableResult
  public func adopt(_ plan: SearchPlan) throws(WorkflowError) -> Bool {
    if try hasPlan() {
      // Not the values: a rate that is not given equals the optimiser's own.
      guard try self.plan().digest == plan.digest else {
        throw WorkflowError(
          .usage, code: "otherPlan",
          "the directory holds another search: another grid, other "
            + "settings, other data or that of another release", path: path.string,
          expected: "the plan \(plan.digest)", found: "another plan",
          remedy: "name another directory with --search, or remove this one")
      }
      return false
    }
    do {
      try Directory.create(path)
      try AtomicFile.replace(planPath, with: plan.line.encoded)
    } catch {
      throw WorkflowError(error)
    }
    return true
  }

  /// Reads the results that are there.
  ///
  /// - Parameter isWanted: which tasks' results to read; a damaged one of another does no harm.
  /// - Throws: ``WorkflowError`` where one is damaged, or belongs to another plan, or to another
  ///   candidate than the results before it demand.
  public func results(
    of plan: SearchPlan, where isWanted: (SearchTask) -> Bool = { _ in true }
  ) throws(WorkflowError) -> SearchResults {
    var results = SearchResults(plan)
    let digest = plan.digest
    for rung in plan.rungs.indices {
      let candidates = results.candidates(inRung: rung)
      for index in plan.tasks(ofRung: rung) {
        let task = try plan.task(index)
        guard isWanted(task), try exists(resultPath(task: index)) else { continue }
        do {
          results.add(
            try result(of: task, candidate: candidates?[task.slot], in: plan, digest: digest))
        } catch {
          var fault = error
          if fault.kind == .input { fault.remedy = "remove it, and run task \(index) again" }
          throw fault
        }
      }
    }
    return results
  }

  /// Reads a task's result.
  ///
  /// - Parameter candidate: what the task trains; `nil` where the rung before does not say yet.
  private func result(
    of task: SearchTask, candidate: Int?, in plan: SearchPlan, digest: String
  ) throws(WorkflowError) -> FoldResult {
    let path = resultPath(task: task.index)
    let result = try FoldResult(
      decoding: SealedLine(decoding: read(path), path: path), of: task, in: plan, digest: digest,
      path: path)
    guard candidate == nil || candidate == result.candidate else {
      throw SealedLine.fault(
        "a result of another candidate", at: 0, expected: "candidate \(candidate ?? 0)",
        found: "candidate \(result.candidate)", path)
    }
    return result
  }

  /// Refuses a place for the chosen model where it could not be written when the search has ended,
  /// or where it would replace the data or a file of the search.
  ///
  /// - Throws: ``WorkflowError`` of what is wrong with it.
  public func checkModel(_ out: FilePath, dataset: LoadedDataset) throws(WorkflowError) {
    let folder = out.removingLastComponent()
    if try OutputPath.isSameFile(folder.isEmpty ? "." : folder, path) {
      guard !["json", "checkpoint"].contains(out.extension) else {
        throw WorkflowError(
          .usage, code: "sameFile", "a file of the search could be replaced", path: out.string,
          expected: "no .json or .checkpoint in the directory of the search", found: out.string,
          remedy: "name another file with --out")
      }
      // A search makes its directory when it begins.
      guard try exists(path) else { return }
    }
    do { try AtomicFile.checkWritable(out) } catch { throw WorkflowError(error) }
    try OutputPath.check(out, isNotIn: dataset)
  }

  /// Keeps a result, on the storage device before this returns.
  func save(_ result: FoldResult, plan: String) throws(WorkflowError) {
    do {
      try AtomicFile.replace(
        resultPath(task: result.task), with: result.line(plan: plan).encoded)
    } catch {
      throw WorkflowError(error)
    }
  }

  /// Whether something stands at a path.
  func exists(_ path: FilePath) throws(WorkflowError) -> Bool {
    do {
      return try FileStatus.ifPresent(path) != nil
    } catch {
      throw WorkflowError(error)
    }
  }

  /// Removes a file of the search, if it is there.
  func remove(_ path: FilePath) throws(WorkflowError) {
    do {
      try RegularFile.removeIfPresent(path)
    } catch {
      throw WorkflowError(error)
    }
  }

  private func read(_ path: FilePath) throws(WorkflowError) -> [UInt8] {
    do {
      return try FileContents.read(path, limit: SearchDirectory.byteLimit)
    } catch {
      throw WorkflowError(error)
    }
  }
}
