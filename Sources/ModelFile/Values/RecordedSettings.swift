/// The settings that, with the data, decide every bit of a trained model, as a file records them.
public struct RecordedSettings: Sendable, Hashable {
  /// The optimiser and its own numbers; a number that it does not have is `nil`.
  public struct Optimizer: Sendable, Hashable {
    /// `sgd`, `adam` or `adamw`.
    public var name: String
    /// The momentum of SGD.
    public var momentum: Double?
    /// Whether the momentum is Nesterov's.
    public var nesterov: Bool?
    /// The decay of the gradients' mean.
    public var beta1: Double?
    /// The decay of the squared gradients' mean.
    public var beta2: Double?
    /// What keeps the denominator above zero.
    public var epsilon: Double?

    /// Creates the description of an optimiser.
    public init(
      name: String, momentum: Double? = nil, nesterov: Bool? = nil, beta1: Double? = nil,
      beta2: Double? = nil, epsilon: Double? = nil
    ) {
      self.name = name
      self.momentum = momentum
      self.nesterov = nesterov
      self.beta1 = beta1
      self.beta2 = beta2
      self.epsilon = epsilon
    }
  }

  /// The schedule of the learning rate; a number that it does not have is `nil`.
  public struct Schedule: Sendable, Hashable {
    /// `constant`, `step` or `cosine`.
    public var name: String
    /// The epochs over which the rate rises from near zero.
    public var warmupEpochs: Int?
    /// The length of a stair of `step`, in epochs.
    public var stepEpochs: Int?
    /// What each stair multiplies the rate by.
    public var factor: Double?
    /// The rate at the end of `cosine`, as a share of the learning rate.
    public var floor: Double?

    /// Creates the description of a schedule.
    public init(
      name: String, warmupEpochs: Int? = nil, stepEpochs: Int? = nil, factor: Double? = nil,
      floor: Double? = nil
    ) {
      self.name = name
      self.warmupEpochs = warmupEpochs
      self.stepEpochs = stepEpochs
      self.factor = factor
      self.floor = floor
    }
  }

  /// How training images were changed; an amount of 0 is none.
  public struct Augmentation: Sendable, Hashable {
    /// The largest angle, in degrees.
    public var rotation = 0.0
    /// The largest share by which width and height changed.
    public var scale = 0.0
    /// The largest slant.
    public var shear = 0.0
    /// The largest shift, in pixels.
    public var shift = 0.0
    /// The elastic field's root mean square, in pixels.
    public var elasticity = 0.0
    /// The largest share of a dilation or erosion.
    public var penWidth = 0.0
    /// The side of the square that was cleared, in pixels.
    public var cutOut = 0
    /// The share of the amounts that the last of the epochs that were asked for has.
    public var floor = 1.0

    /// Creates amounts that change nothing.
    public init() {}
  }

  /// What was learned from a teacher.
  public struct Distillation: Sendable, Hashable {
    /// The SHA-256 of the teacher's model file.
    public var teacher: ContentDigest
    /// The share of the teacher.
    public var weight: Double
    /// The temperature.
    public var temperature: Double

    /// Creates the description of a distillation.
    public init(teacher: ContentDigest, weight: Double, temperature: Double) {
      self.teacher = teacher
      self.weight = weight
      self.temperature = temperature
    }
  }

  /// The seed of all randomness.
  public var seed: UInt64
  /// The random generator: `philox4x32-10`.
  public var randomGenerator = "philox4x32-10"
  /// The initialisation of the weights: `he-uniform`.
  public var initialiser = "he-uniform"
  /// The widths of the hidden layers.
  public var hidden: [Int]
  /// The number of classes.
  public var classes: Int
  /// The number of epochs that were asked for.
  public var epochs: Int
  /// The number of images of a minibatch.
  public var batch: Int
  /// The optimiser.
  public var optimizer: Optimizer
  /// The learning rate.
  public var learningRate: Double
  /// Its schedule.
  public var schedule: Schedule
  /// The weight decay, 0 for none.
  public var weightDecay = 0.0
  /// The label smoothing, 0 for none.
  public var labelSmoothing = 0.0
  /// The largest norm of a gradient; `nil` for no clipping.
  public var gradientClip: Double?
  /// How training images were changed; `nil` for not at all.
  public var augmentation: Augmentation?
  /// The decay of the moving average of the parameters; `nil` for no average.
  public var averageDecay: Double?
  /// What was learned from a teacher; `nil` for labels alone.
  public var distillation: Distillation?
  /// The part of the training set that is kept for validation, 0 for none.
  public var validation = 0.0
  /// The epochs without improvement after which training stops; `nil` for no early stopping.
  public var patience: Int?
  /// The mean that is subtracted from the pixels.
  public var mean = 0.0
  /// The standard deviation that the pixels are divided by.
  public var standardDeviation = 1.0
  /// The number of self-test samples that were asked for.
  public var selfTestSamples: Int

  /// Creates settings; the properties with a default value are set afterwards.
  public init(
    seed: UInt64, hidden: [Int], classes: Int, epochs: Int, batch: Int, optimizer: Optimizer,
    learningRate: Double, schedule: Schedule = Schedule(name: "constant"),
    selfTestSamples: Int = 16
  ) {
    self.seed = seed
    self.hidden = hidden
    self.classes = classes
    self.epochs = epochs
    self.batch = batch
    self.optimizer = optimizer
    self.learningRate = learningRate
    self.schedule = schedule
    self.selfTestSamples = selfTestSamples
  }
}
