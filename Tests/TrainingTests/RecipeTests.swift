import Testing

@testable import Training

@Suite("Recipes")
struct RecipeTests {
  @Test(
    "every recipe is legal for every network", arguments: Recipe.allCases,
    [[1], [10, 10], [63], [64], [128, 128], [800, 800]])
  func legal(recipe: Recipe, hidden: [Int]) throws {
    for augments in [true, false] {
      let settings = recipe.settings(hidden: hidden, augments: augments)
      try settings.validate()
      #expect(settings.hidden == hidden)
      #expect(settings.augmentation.isIdentity == !augments)
      #expect(settings.averageDecay > 0)
    }
  }

  @Test("one layer alone makes the changes milder, a narrow layer anywhere lets them fall")
  func narrow() {
    let wide = Recipe.best.settings(hidden: [64, 800]).augmentation
    #expect(Recipe.best.settings(hidden: [256]).augmentation == wide)
    #expect(wide.floor == 1)
    for hidden in [[64], [255]] {
      let alone = Recipe.best.settings(hidden: hidden).augmentation
      #expect(alone.rotation < wide.rotation && alone.shift < wide.shift)
      #expect(alone.elasticity == wide.elasticity && alone.floor == 1)
    }
    for hidden in [[63], [63, 800], [800, 63]] {
      let narrow = Recipe.best.settings(hidden: hidden).augmentation
      let end = narrow.amounts(epoch: 599, of: 600)
      #expect(narrow.rotation < wide.rotation && narrow.elasticity > wide.elasticity)
      #expect(end.rotation < wide.rotation / 2 && end.elasticity < wide.elasticity)
    }
  }

  @Test("quick is shorter and milder than best")
  func quick() {
    let (quick, best) = (Recipe.quick.settings(hidden: [128]), Recipe.best.settings(hidden: [128]))
    #expect(quick.epochs < best.epochs && quick.augmentation.rotation < best.augmentation.rotation)
  }
}
