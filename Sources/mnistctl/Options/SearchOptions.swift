import ArgumentParser
import NeuralNet
import SystemPackage
import Training
import Workflow

/// The options that decide which trainings a search compares, and how.
struct SearchOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      """
      Widths of networks with one hidden layer: 16,32,64, or 10...128:6 from 10 to 128 in steps of \
      6. (default: 10,16,32,64,96,128 unless --hidden is given)
      """, valueName: "widths"),
    transform: WidthRange.init(argument:))
  var width: WidthRange?

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "Widths of the hidden layers of one more network, as 128,64; may be given again.",
      valueName: "widths"),
    transform: WidthList.init(argument:))
  var hidden: [WidthList] = []

  @Option(
    help: ArgumentHelp(
      """
      Recipes to try, as none,quick or best; what is given besides wins in all of them. \
      (default: none)
      """, valueName: "names"),
    transform: RecipeList.init(argument:))
  var recipe: RecipeList?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Learning rates to try, as 1e-3,3e-3. (default: 1e-3; 0.1 with sgd)", valueName: "rates"),
    transform: NumberList<Float>.init(argument:))
  var learningRate: NumberList<Float>?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Weight decays to try, as 0,1e-4. (default: 0)", valueName: "decays"),
    transform: NumberList<Float>.init(argument:))
  var weightDecay: NumberList<Float>?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Sizes of minibatches to try, as 64,128. (default: 128)", valueName: "sizes"),
    transform: NumberList<Int>.init(argument:))
  var batch: NumberList<Int>?

  @Option(parsing: .unconditional, help: "Folds: parts of the training images, left out in turn.")
  var folds = 5

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      """
      Successive halving: few epochs for all, and this many times as many for each next round, \
      which only the best 1/FACTOR of the one before reach. (default: all epochs for all)
      """, valueName: "factor"))
  var halving: Int?

  @Option(
    parsing: .unconditional,
    help: """
      Passes over the training images, in the last round; the same for all. (default: 10, or those \
      of the recipes)
      """)
  var epochs: Int?

  @Option(
    parsing: .unconditional,
    help: "How weights follow the gradient: sgd, adam or adamw. (default: adam)")
  var optimizer: OptimizerName?

  @Option(parsing: .unconditional, help: "Momentum of sgd, in [0, 1).")
  var momentum: Float = 0

  @Option(
    parsing: .unconditional,
    help: """
      How the learning rate changes: constant, step (a tenth every 5 epochs) or cosine (to 0). \
      (default: constant)
      """)
  var schedule: ScheduleName?

  @Option(
    parsing: .unconditional,
    help: "Epochs in which the learning rate grows from near 0. (default: 0)")
  var warmupEpochs: Int?

  @Option(
    parsing: .unconditional,
    help:
      "Share of the target's probability that is spread over all classes, in [0, 1). (default: 0)")
  var labelSmoothing: Float?

  @Option(
    parsing: .unconditional,
    help: "Largest norm of the gradient; longer ones are scaled down. (default: none)")
  var gradientClip: Float?

  @OptionGroup var augmentation: AugmentationOptions

  @Option(
    parsing: .unconditional,
    help: "Decay of the moving average of the weights that is kept, in [0, 1). (default: 0, none)")
  var averageDecay: Float?

  @Option(help: .hidden)
  var teacher: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Mean and standard deviation of the pixels, in units of full ink.",
      valueName: "mean,deviation"),
    transform: NormalisationArgument.init(argument:))
  var normalise = NormalisationArgument(.unit)

  @Option(
    parsing: .unconditional,
    help: "Seed of the folds, the initial weights and the order of the images.")
  var seed: UInt64 = 1

  @Option(
    parsing: .unconditional, help: "Number of classes; a label at or above it is an error.")
  var classes = 10
}
