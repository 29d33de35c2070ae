import ArgumentParser
import SystemPackage
import Training
import Workflow

/// The options that make a network more accurate than plain training does.
struct AccuracyOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Settings that belong together: quick (10 epochs) or best (600, minutes instead of seconds). \
      Options that are given besides win; the README tells what each reaches.
      """,
      valueName: "name"))
  var recipe: Recipe?

  @OptionGroup var augmentation: AugmentationOptions

  @Option(
    parsing: .unconditional,
    help: "Decay of the moving average of the weights that is kept, in [0, 1). (default: 0, none)")
  var averageDecay: Float?

  @Option(help: ArgumentHelp("Model to learn from besides the labels.", valueName: "model"))
  var teacher: String?

  @Option(
    parsing: .unconditional, help: "Share of the teacher in the loss, in (0, 1]. (default: 0.9)")
  var teacherWeight: Float?

  @Option(
    parsing: .unconditional,
    help: "Temperature at which teacher and network are compared. (default: 2)")
  var temperature: Float?

  /// The recipe's settings, or the defaults without one.
  func base(hidden: [Int]) -> TrainingSettings {
    if let recipe { return recipe.settings(hidden: hidden, augments: !augmentation.noAugmentation) }
    var settings = TrainingSettings()
    settings.hidden = hidden
    return settings
  }

  /// Puts what is given into settings.
  func apply(to settings: inout TrainingSettings) throws {
    try augmentation.check(hasRecipe: recipe != nil)
    // An option that would have no effect is a mistake, not a detail.
    guard teacher != nil || (teacherWeight == nil && temperature == nil) else {
      throw CommandFailure.usage(
        "without effect: --teacher-weight and --temperature need --teacher")
    }
    augmentation.apply(to: &settings.augmentation)
    try augmentation.checkFloor(for: [settings])
    settings.averageDecay = averageDecay ?? settings.averageDecay
    guard teacher != nil else { return }
    let defaults = Distillation()
    settings.distillation = Distillation(
      weight: teacherWeight ?? defaults.weight, temperature: temperature ?? defaults.temperature)
  }

  /// The model to learn from, if one is named.
  func loadTeacher() throws -> StoredModel? {
    try teacher.map { try ModelStore.load(try FilePath(typed: $0, for: "--teacher")) }
  }
}
