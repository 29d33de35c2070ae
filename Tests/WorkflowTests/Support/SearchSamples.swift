import LinearAlgebra
import Training

@testable import Workflow

/// A small search: four widths, three folds, three epochs.
enum SearchSamples {
  static func plan(
    _ dataset: LoadedDataset, halving: Int? = nil, widths: [Int] = [3, 4, 6, 8],
    _ change: (inout TrainingSettings) -> Void = { _ in }
  ) throws(WorkflowError) -> SearchPlan {
    try SearchPlan(
      candidates: widths.map { width in
        SearchCandidate(
          Samples.settings {
            $0.hidden = [width]
            change(&$0)
          })
      }, folds: 3, seed: 1, halving: halving, selfTestSamples: 3, dataset: dataset)
  }

  /// The keys of a line of JSON that holds numbers, lists of numbers and plain texts alone.
  static func keys(_ line: String) -> [Substring] {
    line.split(separator: "\":").dropLast().compactMap { $0.split(separator: "\"").last }
  }

  /// The bytes of a plan's file.
  static func encoded(_ plan: SearchPlan) -> [UInt8] { plan.line.encoded }
}
