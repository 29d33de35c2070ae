public import NeuralNet

/// Everything that decides which network comes out of training, besides the examples.
///
/// Two trainings with equal settings and equal examples give the same bits, whatever the number of
/// threads and the kernels.
public struct TrainingSettings: Sendable, Hashable {
  /// The range of the number of hidden layers.
  public static let hiddenLayerRange = 1...8
  /// The range of a hidden layer's width.
  public static let widthRange = 1...8_192

  /// The widths of the hidden layers, from the input on.
  public var hidden: [Int] = [128, 64]
  /// The number of passes over the training examples.
  public var epochs = 10
  /// The number of images in a minibatch; the last one of an epoch may be smaller.
  public var batchSize = 128
  /// The optimiser.
  public var optimizer = OptimizerSettings.adam()
  /// The learning rate before the schedule; `nil` takes the optimiser's default.
  public var learningRate: Float?
  /// How the learning rate changes.
  public var schedule = Schedule.constant
  /// The decay of weights (never of biases): added to the gradient, or decoupled with AdamW.
  public var weightDecay: Float = 0
  /// How much of the target's probability is spread over all classes, in `[0, 1)`.
  public var labelSmoothing: Float = 0
  /// The largest Euclidean norm of the whole gradient; `nil` for no clipping.
  public var gradientClip: Float?
  /// How images are changed at random each time they are seen.
  public var augmentation = Augmentation()
  /// The decay of the moving average of the parameters that becomes the result, in `[0, 1)`; 0 takes
  /// the parameters themselves.
  ///
  /// After step `n`, from 1, the average goes the share `1 - min(decay, (1 + n) / (10 + n))` of the
  /// distance to the parameters, so that it forgets the first, random ones soon.
  ///
  /// Source: Polyak and Juditsky, "Acceleration of stochastic approximation by averaging" (1992), in
  /// the exponential form of Tarvainen and Valpola, "Mean teachers are better role models" (2017).
  public var averageDecay: Float = 0
  /// How much is learned from a teacher; `nil` for labels alone.
  public var distillation: Distillation?
  /// The share of the examples that is kept for validation, in `[0, 1)`; 0 trains on everything.
  public var validationFraction = 0.0
  /// How many epochs without a better validation loss end training; 0 for never.
  public var patience = 5
  /// The seed of weights, order and split.
  public var seed: UInt64 = 1
  /// The map from pixel bytes to inputs.
  public var normalisation = PixelNormalisation.unit

  /// Creates the default settings.
  public init() {}

  /// The learning rate before the schedule.
  public var effectiveLearningRate: Float { learningRate ?? optimizer.defaultLearningRate }

  /// Checks every setting against its range.
  public func validate() throws(TrainingError) {
    let layers = TrainingSettings.hiddenLayerRange
    let widths = TrainingSettings.widthRange
    try require(
      "the number of hidden layers", "in \(layers.lowerBound)...\(layers.upperBound)", hidden.count
    ) { layers.contains($0) }
    for width in hidden {
      try require("hidden width", "in \(widths.lowerBound)...\(widths.upperBound)", width) {
        widths.contains($0)
      }
    }
    try require("epochs", "in 1...100000", epochs) { (1...100_000).contains($0) }
    try require("batch size", "in 1...65536", batchSize) { (1...65_536).contains($0) }
    try require("learning rate", "above 0 and finite", effectiveLearningRate) {
      $0 > 0 && $0.isFinite
    }
    try require("weight decay", "at least 0 and finite", weightDecay) { $0 >= 0 && $0.isFinite }
    try require("label smoothing", "in [0, 1)", labelSmoothing) { $0 >= 0 && $0 < 1 }
    if let gradientClip {
      try require("gradient clip", "above 0 and finite", gradientClip) { $0 > 0 && $0.isFinite }
    }
    try augmentation.validate()
    try require("average decay", "in [0, 1)", averageDecay) { $0 >= 0 && $0 < 1 }
    try distillation?.validate()
    try require("validation fraction", "in [0, 1)", validationFraction) { $0 >= 0 && $0 < 1 }
    try require("patience", "at least 0", patience) { $0 >= 0 }
    try optimizer.validate()
    try schedule.validate(epochs: epochs)
  }
}
