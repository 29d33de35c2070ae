import ArgumentParser
import SystemPackage
import Training
import Workflow

/// The options that make a network more accurate than plain training does.
struct AccuracyOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Settings that belong together: quick or best. Options that are given besides win.",
      valueName: "name"))
  var recipe: Recipe?

  @Flag(help: "Take the recipe without changing images.")
  var noAugmentation = false

  @Option(parsing: .unconditional, help: "Largest random rotation of an image, in degrees.")
  var rotation: Float?

  @Option(
    parsing: .unconditional, help: "Largest random change of width and of height, 0.1 for 10 %.")
  var scale: Float?

  @Option(parsing: .unconditional, help: "Largest random slant, in columns a row.")
  var shear: Float?

  @Option(parsing: .unconditional, help: "Largest random shift in each direction, in pixels.")
  var shift: Float?

  @Option(
    parsing: .unconditional,
    help: "How far a smooth random field moves pixels, in pixels (root mean square).")
  var elasticity: Float?

  @Option(
    parsing: .unconditional,
    help: "Largest random change of the strokes' width, 1 for a pixel on each side.")
  var penWidth: Float?

  @Option(
    parsing: .unconditional, help: "Side of a square that is cleared at a random place, in pixels.")
  var cutOut: Int?

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
    if let recipe { return recipe.settings(hidden: hidden, augments: !noAugmentation) }
    var settings = TrainingSettings()
    settings.hidden = hidden
    return settings
  }

  /// Puts what is given into settings.
  func apply(to settings: inout TrainingSettings) throws {
    try refuse(noAugmentation && recipe == nil, "--no-augmentation needs --recipe")
    try refuse(
      teacher == nil && (teacherWeight != nil || temperature != nil),
      "--teacher-weight and --temperature need --teacher")
    settings.augmentation.rotation = rotation ?? settings.augmentation.rotation
    settings.augmentation.scale = scale ?? settings.augmentation.scale
    settings.augmentation.shear = shear ?? settings.augmentation.shear
    settings.augmentation.shift = shift ?? settings.augmentation.shift
    settings.augmentation.elasticity = elasticity ?? settings.augmentation.elasticity
    settings.augmentation.penWidth = penWidth ?? settings.augmentation.penWidth
    settings.augmentation.cutOut = cutOut ?? settings.augmentation.cutOut
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

  /// An option that would have no effect is a mistake, not a detail.
  private func refuse(_ isUsed: Bool, _ reason: String) throws {
    if isUsed { throw CommandFailure.usage("without effect: \(reason)") }
  }
}
