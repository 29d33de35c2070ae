import Presentation
import Training
import Workflow

/// How candidates of a search are called.
struct SearchNames {
  private let plan: SearchPlan
  private let showsRecipe: Bool
  private let showsRate: Bool
  private let showsDecay: Bool
  private let showsBatch: Bool

  init(_ plan: SearchPlan) {
    self.plan = plan
    showsRecipe = Set(plan.candidates.map(\.recipe)).count > 1
    showsRate = Set(plan.candidates.map(\.settings.effectiveLearningRate)).count > 1
    showsDecay = Set(plan.candidates.map(\.settings.weightDecay)).count > 1
    showsBatch = Set(plan.candidates.map(\.settings.batchSize)).count > 1
  }

  /// The widths of a candidate's network: `784-128-10`.
  func network(_ candidate: Int) -> String {
    ([plan.inputs] + plan.candidates[candidate].settings.hidden + [plan.classes])
      .map(String.init).joined(separator: "-")
  }

  /// The headings of what tells candidates apart.
  var headings: [String] {
    ["network"] + (showsRecipe ? ["recipe"] : []) + (showsRate ? ["rate"] : [])
      + (showsDecay ? ["decay"] : []) + (showsBatch ? ["batch"] : [])
  }

  /// What tells a candidate from the others, one text for each heading.
  func cells(_ candidate: Int) -> [String] {
    let recipe = SearchNames.recipe(plan.candidates[candidate].recipe)
    let settings = plan.candidates[candidate].settings
    return [network(candidate)] + (showsRecipe ? [recipe] : [])
      + (showsRate ? ["\(settings.effectiveLearningRate)"] : [])
      + (showsDecay ? ["\(settings.weightDecay)"] : [])
      + (showsBatch ? ["\(settings.batchSize)"] : [])
  }

  /// How a recipe is called, or that there is none, as ``RecipeList`` reads it.
  static func recipe(_ recipe: Recipe?) -> String { recipe?.rawValue ?? RecipeList.none }

  /// What tells a candidate from the others, in one text.
  func name(_ candidate: Int) -> String {
    zip(headings, cells(candidate)).map { heading, cell in
      heading == "network" ? cell : "\(heading) \(cell)"
    }.joined(separator: " ")
  }
}
