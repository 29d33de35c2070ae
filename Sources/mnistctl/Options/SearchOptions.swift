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

  @Option(parsing: .unconditional, help: "Passes over the training images, in the last round.")
  var epochs = 10

  @Option(parsing: .unconditional, help: "How weights follow the gradient: sgd, adam or adamw.")
  var optimizer = OptimizerName.adam

  @Option(parsing: .unconditional, help: "Momentum of sgd, in [0, 1).")
  var momentum: Float = 0

  @Option(
    parsing: .unconditional,
    help: "How the learning rate changes: constant, step (a tenth every 5 epochs) or cosine (to 0)."
  )
  var schedule = ScheduleName.constant

  @Option(parsing: .unconditional, help: "Epochs in which the learning rate grows from near 0.")
  var warmupEpochs = 0

  @Option(
    parsing: .unconditional,
    help: "Share of the target's probability that is spread over all classes, in [0, 1).")
  var labelSmoothing: Float = 0

  @Option(
    parsing: .unconditional,
    help: "Largest norm of the gradient; longer ones are scaled down. (default: none)")
  var gradientClip: Float?

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

  /// The trainings to compare.
  func candidates() throws -> [TrainingSettings] {
    try CommandFailure.require("--classes", classes, in: 1...256)
    var base = TrainingSettings()
    base.epochs = epochs
    base.optimizer = try optimizerSettings()
    base.schedule = Schedule(shape, warmupEpochs: warmupEpochs)
    base.labelSmoothing = labelSmoothing
    base.gradientClip = gradientClip
    base.seed = seed
    base.normalisation = normalise.value
    return SearchGrid.candidates(
      base,
      axes: [
        try networks().map { hidden in { $0.hidden = hidden } },
        (learningRate?.values ?? []).map { rate in { $0.learningRate = rate } },
        (weightDecay?.values ?? []).map { decay in { $0.weightDecay = decay } },
        (batch?.values ?? []).map { size in { $0.batchSize = size } },
      ])
  }

  /// The plan of the search on a data set.
  func plan(_ dataset: LoadedDataset) throws -> SearchPlan {
    try SearchPlan(
      candidates: candidates(), folds: folds, seed: seed, halving: halving, dataset: dataset)
  }

  private func networks() throws -> [[Int]] {
    let widths =
      width?.widths ?? (hidden.isEmpty ? [10, 16, 32, 64, 96, 128] : [])
    let networks = widths.map { [$0] } + hidden.map(\.widths)
    guard Set(networks).count == networks.count else {
      throw CommandFailure.usage("a network stands twice in --width and --hidden")
    }
    return networks
  }

  private func optimizerSettings() throws -> OptimizerSettings {
    guard momentum == 0 || optimizer == .sgd else {
      throw CommandFailure.usage("without effect: --momentum needs sgd")
    }
    switch optimizer {
    case .sgd: return .sgd(momentum: momentum)
    case .adam: return .adam()
    case .adamw: return .adamW()
    }
  }

  private var shape: Schedule.Shape {
    switch schedule {
    case .constant: .constant
    case .step: .step(epochs: 5, factor: 0.1)
    case .cosine: .cosine()
    }
  }
}

/// Where a search is kept.
struct SearchLocation: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Directory of the search: its plan, and a file for each finished training.",
      valueName: "dir"))
  var search = "cross-validation"

  /// The directory.
  func directory() throws -> SearchDirectory {
    SearchDirectory(try FilePath(typed: search, for: "--search"))
  }
}

/// What becomes of the chosen candidate.
struct BestModelOptions: ParsableArguments {
  @Flag(help: "Train the chosen network on all training images and save it as a model file.")
  var trainBest = false

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Model file to write with --train-best. (default: model.mlp)", valueName: "path"))
  var out: String?

  /// The file to write; `nil` where no model is wanted.
  func path() throws -> FilePath? {
    guard trainBest else {
      if out != nil { throw CommandFailure.usage("without effect: --out needs --train-best") }
      return nil
    }
    return try FilePath(typedOutput: out ?? "model.mlp", for: "--out")
  }
}
