import Presentation
import Training
import Workflow

/// How candidates of a search are called.
struct SearchNames {
  private let plan: SearchPlan
  private let showsRate: Bool
  private let showsDecay: Bool
  private let showsBatch: Bool

  init(_ plan: SearchPlan) {
    self.plan = plan
    showsRate = Set(plan.candidates.map(\.effectiveLearningRate)).count > 1
    showsDecay = Set(plan.candidates.map(\.weightDecay)).count > 1
    showsBatch = Set(plan.candidates.map(\.batchSize)).count > 1
  }

  /// The widths of a candidate's network: `784-128-10`.
  func network(_ candidate: Int) -> String {
    ([plan.inputs] + plan.candidates[candidate].hidden + [plan.classes])
      .map(String.init).joined(separator: "-")
  }

  /// The headings of what tells candidates apart.
  var headings: [String] {
    ["network"] + (showsRate ? ["rate"] : []) + (showsDecay ? ["decay"] : [])
      + (showsBatch ? ["batch"] : [])
  }

  /// What tells a candidate from the others, one text for each heading.
  func cells(_ candidate: Int) -> [String] {
    let settings = plan.candidates[candidate]
    return [network(candidate)] + (showsRate ? ["\(settings.effectiveLearningRate)"] : [])
      + (showsDecay ? ["\(settings.weightDecay)"] : [])
      + (showsBatch ? ["\(settings.batchSize)"] : [])
  }

  /// What tells a candidate from the others, in one text.
  func name(_ candidate: Int) -> String {
    zip(headings, cells(candidate)).map { heading, cell in
      heading == "network" ? cell : "\(heading) \(cell)"
    }.joined(separator: " ")
  }
}
