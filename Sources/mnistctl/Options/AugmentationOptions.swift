import ArgumentParser
import Training

/// The options that change training images at random.
struct AugmentationOptions: ParsableArguments {
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
    help: ArgumentHelp(
      """
      Share of all these amounts that the last epoch has; they fall in a straight line. (default: 1, \
      or that of the recipe)
      """,
      valueName: "share"))
  var augmentationFloor: Float?

  /// Refuses an option that would have no effect.
  func check(hasRecipe: Bool) throws {
    guard !noAugmentation || hasRecipe else {
      throw CommandFailure.usage("without effect: --no-augmentation needs --recipe")
    }
  }

  /// Puts the amounts that are given in place of others.
  func apply(to augmentation: inout Augmentation) {
    augmentation.rotation = rotation ?? augmentation.rotation
    augmentation.scale = scale ?? augmentation.scale
    augmentation.shear = shear ?? augmentation.shear
    augmentation.shift = shift ?? augmentation.shift
    augmentation.elasticity = elasticity ?? augmentation.elasticity
    augmentation.penWidth = penWidth ?? augmentation.penWidth
    augmentation.cutOut = cutOut ?? augmentation.cutOut
    augmentation.floor = augmentationFloor ?? augmentation.floor
    // Where nothing is changed nothing falls, and nothing is recorded.
    if augmentation.isIdentity { augmentation = Augmentation() }
  }

  /// Refuses a floor where no training changes images.
  func checkFloor(for trainings: [TrainingSettings]) throws {
    guard augmentationFloor == nil || trainings.contains(where: { !$0.augmentation.isIdentity })
    else {
      throw CommandFailure.usage(
        "without effect: --augmentation-floor needs an amount that falls, such as --rotation 10")
    }
  }
}
