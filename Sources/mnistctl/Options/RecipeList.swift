import Training

/// Recipes as they are typed, with commas between: `none,quick`.
struct RecipeList: Sendable {
  /// How the settings without a recipe are called.
  static let none = "none"

  /// The recipes; `nil` for none.
  let recipes: [Recipe?]

  /// Reads what was typed; a recipe that stands twice is refused.
  init(argument: String) throws {
    recipes = try argument.split(separator: ",", omittingEmptySubsequences: false).map { name in
      if name == Self.none { return nil }
      guard let recipe = Recipe(rawValue: String(name)) else {
        let names = ([Self.none] + Recipe.allCases.map(\.rawValue)).joined(separator: ", ")
        throw CommandFailure.usage("expected names of \(names), with commas between")
      }
      return recipe
    }
    guard Set(recipes).count == recipes.count else {
      throw CommandFailure.usage("expected different recipes")
    }
  }
}
