public import ModelFile
public import SystemPackage
internal import Training

/// A finished search as the provenance of a model holds it, under keys that begin with `search.`.
///
/// See `formats/cross-validation.md`, section 6.
public enum SearchRecord {
  private static let prefix = "search."

  /// The values that record a search.
  public static func values(_ outcome: SearchOutcome) -> TypedValues {
    var values = TypedValues()
    values["search.plan"] = .text(outcome.plan.line.text)
    values["search.candidate"] = .unsigned(UInt64(outcome.chosen))
    let results = (0..<outcome.plan.taskCount).compactMap { outcome.results[$0] }
    values["search.candidates"] = .unsignedList(results.map { UInt64($0.candidate) })
    values["search.images"] = .unsignedList(
      results.map { $0.measurement == nil ? 0 : UInt64($0.validationImages) })
    values["search.hits"] = .unsignedList(results.map { UInt64($0.measurement?.hits ?? 0) })
    values["search.losses"] = .doubleList(results.map { $0.measurement?.loss ?? 0 })
    return values
  }

  /// The values of a provenance that record a search; none where its settings were typed.
  public static func values(in provenance: Provenance) -> TypedValues {
    var values = TypedValues()
    for key in provenance.additional.keys where key.hasPrefix(prefix) {
      values[key] = provenance.additional[key]
    }
    return values
  }

  /// The search that has chosen a model's settings; `nil` where none is recorded.
  ///
  /// - Throws: ``WorkflowError`` where the record cannot be read.
  public static func outcome(
    in provenance: Provenance, path: FilePath
  ) throws(WorkflowError) -> SearchOutcome? {
    guard case .text(let text)? = provenance.additional["search.plan"] else { return nil }
    let plan = try SearchPlan(decoding: SealedLine(text), path: path)
    guard case .unsignedList(let candidates)? = provenance.additional["search.candidates"],
      case .unsignedList(let images)? = provenance.additional["search.images"],
      case .unsignedList(let hits)? = provenance.additional["search.hits"],
      case .doubleList(let losses)? = provenance.additional["search.losses"],
      Set([candidates.count, images.count, hits.count, losses.count]) == [plan.taskCount],
      candidates.allSatisfy({ $0 < UInt64(plan.candidates.count) }),
      zip(hits, images).allSatisfy({ $0 <= $1 }),
      images.allSatisfy({ $0 <= UInt64(plan.validationCount(fold: 0)) })
    else {
      throw WorkflowError(
        .input, code: "searchRecord", "the record of the search is not whole", path: path.string,
        expected: "\(plan.taskCount) results", found: "others")
    }
    var results = SearchResults(plan)
    for index in 0..<plan.taskCount {
      let task = try plan.task(index)
      let count = plan.validationCount(fold: task.fold)
      results.add(
        FoldResult(
          task: index, candidate: Int(candidates[index]), fold: task.fold,
          epochs: plan.rungs[task.rung].epochs, trainingImages: plan.data.images.count - count,
          validationImages: count,
          outcome: images[index] == 0
            ? .diverged("recorded as diverged")
            : .measured(
              FoldResult.Measurement(
                hits: Int(hits[index]), loss: losses[index], trainingLosses: [],
                trainingAccuracies: []))))
    }
    return try SearchOutcome(results)
  }
}
