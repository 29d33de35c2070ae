public import LinearAlgebra
public import NeuralNet

/// Trains a multi-layer perceptron on labelled images, minibatch by minibatch.
///
///     let trainer = try Trainer(settings: TrainingSettings(), examples: examples)
///     while let report = try trainer.trainEpoch() { print(report) }
///     let network = trainer.result
///
/// A class because it is a resource: large buffers that are changed at every step.
public final class Trainer {
  /// The settings.
  public let settings: TrainingSettings
  /// The number of images that are trained on, without those kept for validation.
  public let trainingCount: Int
  /// The number of images kept for validation.
  public let validationCount: Int
  /// The images to take a model file's samples from, ascending: those kept for validation, or else
  /// all.
  public let selfTestImages: [Int]

  /// The reports of the finished epochs.
  public internal(set) var history: [EpochReport] = []
  /// The network with the lowest validation loss so far, where there are validation images.
  public internal(set) var best: TrainerState.Best?

  let examples: TrainingExamples
  let pool: WorkerPool
  let kernels: KernelSet
  let backpropagation: Backpropagation
  /// The same backpropagation for each thread, through objects of its own.
  let workers: [Backpropagation]
  let optimizer: any Optimizer
  let parts: [Backpropagation.Part]
  let outcome: MinibatchOutcome
  let isFinitePart: SharedBuffer<Bool>
  let split: StratifiedSplit
  let validationPixels: [UInt8]
  let validationLabels: [UInt8]

  /// The order of the training images in the current epoch; empty until it is needed.
  var order: [Int32] = []
  /// The steps done in the current epoch.
  var step = 0
  var lossSum = BlockedSum()
  var hits = 0
  var powers = DecayPowers()

  /// Prepares training from random weights, or from a state that an earlier trainer left.
  ///
  /// - Parameters:
  ///   - images: the indices of the examples to train on, ascending; `nil` for all but those kept
  ///     for validation. What is left out is of no account: a fold of a cross-validation.
  ///   - teacher: the network to learn from, where the settings say that one is learned from.
  ///   - state: what ``state`` of a trainer with the same settings and examples was.
  ///   - pool: the threads to use; their number does not change the result.
  ///   - kernels: the kernels to use; they do not change the result.
  /// - Precondition: `images` are examples, and no validation is asked for besides.
  /// - Throws: ``TrainingError`` where a setting is out of its range, too few images are left to
  ///   train on, or the state does not fit.
  public init(
    settings: TrainingSettings, examples: TrainingExamples, images: [Int32]? = nil,
    teacher: Teacher? = nil, resuming state: TrainerState? = nil,
    pool: WorkerPool = WorkerPool(threads: 1), kernels: KernelSet = .best
  ) throws(TrainingError) {
    try settings.validate()
    try Trainer.check(settings, examples, teacher)
    let split = Trainer.split(examples, images: images, settings)
    guard !split.training.isEmpty else {
      throw .examples(
        expected: "an image left to train on",
        found: "\(split.validation.count) images, all kept for validation")
    }
    guard settings.validationFraction == 0 || !split.validation.isEmpty else {
      throw .examples(
        expected: "an image to validate on",
        found: "\(examples.count) images, of which \(settings.validationFraction) of each class "
          + "rounds to none")
    }
    let widths = [examples.inputs] + settings.hidden + [examples.classes]
    let network = state?.network ?? HeInitialisation.network(widths: widths, seed: settings.seed)
    try Trainer.expect("network", widths: widths, network)
    self.settings = settings
    self.examples = examples
    self.split = split
    self.pool = pool
    self.kernels = kernels
    optimizer = settings.optimizer.makeOptimizer()
    let batchSize = min(settings.batchSize, split.training.count)
    let augmenter =
      settings.augmentation.isIdentity
      ? nil
      : ImageAugmenter(
        settings.augmentation, rows: examples.rows, columns: examples.columns,
        seed: settings.seed, epochs: settings.epochs, kernels: kernels)
    var teaching: Teaching?
    if let teacher, let distillation = settings.distillation {
      teaching = Teaching(teacher, distillation, batchSize: batchSize, kernels: kernels)
    }
    backpropagation = Backpropagation(
      network: network, normalisation: settings.normalisation, batchSize: batchSize,
      stateCount: optimizer.stateCount, weightDecay: settings.weightDecay,
      labelSmoothing: settings.labelSmoothing,
      keepsGradients: settings.gradientClip != nil, isAveraged: settings.averageDecay > 0,
      augmenter: augmenter, teaching: teaching, kernels: kernels)
    workers = (0..<pool.threads).map { [backpropagation] thread in
      thread == 0 ? backpropagation : Backpropagation(sharing: backpropagation)
    }
    parts = backpropagation.parts(dealtTo: pool.threads)
    outcome = MinibatchOutcome(batchSize: batchSize)
    isFinitePart = SharedBuffer(repeating: true, count: parts.count)
    trainingCount = split.training.count
    validationCount = split.validation.count
    selfTestImages = (split.validation.isEmpty ? split.training : split.validation).map(Int.init)
    let inputs = examples.inputs
    validationPixels = split.validation.flatMap {
      examples.pixels[Int($0) * inputs..<(Int($0) + 1) * inputs]
    }
    validationLabels = split.validation.map { examples.labels[Int($0)] }
    if let state { try restore(state) }
  }

  /// Checks what the settings ask of the examples and the teacher.
  private static func check(
    _ settings: TrainingSettings, _ examples: TrainingExamples, _ teacher: Teacher?
  ) throws(TrainingError) {
    if !settings.augmentation.isIdentity {
      try Augmentation.requireShape(rows: examples.rows, columns: examples.columns)
    }
    let isTaught = settings.distillation != nil
    try require("teacher", isTaught ? "one" : "none", teacher == nil ? "none" : "one") { _ in
      (teacher != nil) == isTaught
    }
    try teacher?.validate(for: examples)
  }

  private static func split(
    _ examples: TrainingExamples, images: [Int32]?, _ settings: TrainingSettings
  ) -> StratifiedSplit {
    guard let images else {
      return StratifiedSplit(
        labels: examples.labels, classes: examples.classes, fraction: settings.validationFraction,
        seed: settings.seed)
    }
    precondition(
      settings.validationFraction == 0, "chosen images leave none to keep for validation")
    precondition(
      images.allSatisfy { (0..<examples.count).contains(Int($0)) },
      "an image is outside of \(examples.count) examples")
    return StratifiedSplit(training: images)
  }

  /// The steps of an epoch; the last one may have fewer images.
  public var stepsPerEpoch: Int {
    (trainingCount + settings.batchSize - 1) / settings.batchSize
  }

  /// Whether all epochs are done, or the validation loss has not fallen for too long.
  public var isFinished: Bool {
    history.count >= settings.epochs || hasStoppedEarly
  }

  /// Whether training ended before its last epoch because the validation loss did not fall.
  public var hasStoppedEarly: Bool {
    guard let best, settings.patience > 0 else { return false }
    return history.count - best.epoch >= settings.patience
  }

  /// The network as it is now.
  public var network: MLP { backpropagation.network }

  /// The moving average of the networks so far, or ``network`` where none is kept.
  public var averagedNetwork: MLP { backpropagation.averagedNetwork }

  /// The network to keep: the best one on the validation images, or else the last one; the moving
  /// averages where they are kept.
  public var result: MLP { best?.network ?? averagedNetwork }

  /// The epoch after which ``result`` was taken, from 1; 0 before the first epoch has ended.
  public var resultEpoch: Int { best?.epoch ?? history.count }

  /// The network that is judged, ready to classify until the next step changes it.
  var classifier: Classifier {
    guard settings.averageDecay == 0 else {
      return Classifier(
        network: averagedNetwork, normalisation: settings.normalisation, kernels: kernels)
    }
    return Classifier(
      layers: backpropagation.layers.map(\.packed), pixelTable: backpropagation.pixelTable,
      kernels: kernels)
  }
}
