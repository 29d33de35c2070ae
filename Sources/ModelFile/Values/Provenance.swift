/// What a model was made from and how: everything that training it again needs.
///
/// It is written by the trainer from its real settings. It never holds threads, kernels, machine,
/// user, path, time, commit or compiler: the same training gives the same bytes everywhere.
public struct Provenance: Sendable, Hashable {
  /// The program that wrote the file, with its version: `mnistkit 0.1.0`.
  public var generator: String
  /// The data; `nil` where the model was not trained by the generator.
  public var data: TrainingData?
  /// The settings; `nil` where the model was not trained by the generator.
  public var settings: RecordedSettings?
  /// The epochs that were run.
  public var results: Results?
  /// The tensors digest of the model that this one was made from.
  public var derivedFrom: ContentDigest?
  /// The number of training images, the first ones, that a quantised network was calibrated with.
  public var calibrationImages: Int?
  /// All other values: those of keys that this version does not know, and what `data` cannot hold
  /// because a file tells of test data or synthesis without training data.
  public var additional: TypedValues

  /// Creates a provenance.
  public init(
    generator: String, data: TrainingData? = nil, settings: RecordedSettings? = nil,
    results: Results? = nil, derivedFrom: ContentDigest? = nil,
    calibrationImages: Int? = nil, additional: TypedValues = TypedValues()
  ) {
    self.generator = generator
    self.data = data
    self.settings = settings
    self.results = results
    self.derivedFrom = derivedFrom
    self.calibrationImages = calibrationImages
    self.additional = additional
  }

  /// What came of the training, next to the parameters.
  public struct Results: Sendable, Hashable {
    /// The number of epochs that were run.
    public var epochsRun: Int
    /// The epoch whose parameters the file holds, from 1 on.
    public var bestEpoch: Int

    /// The mean training loss of each epoch, in nats.
    public var losses: [Double]
    /// The share of training images that were classified correctly in each epoch.
    public var accuracies: [Double]
    /// The mean validation loss after each epoch; empty where nothing was kept for validation.
    public var validationLosses: [Double]
    /// The validation accuracy after each epoch; empty where nothing was kept for validation.
    public var validationAccuracies: [Double]

    /// Creates results.
    public init(
      epochsRun: Int, bestEpoch: Int, losses: [Double] = [], accuracies: [Double] = [],
      validationLosses: [Double] = [], validationAccuracies: [Double] = []
    ) {
      self.epochsRun = epochsRun
      self.bestEpoch = bestEpoch
      self.losses = losses
      self.accuracies = accuracies
      self.validationLosses = validationLosses
      self.validationAccuracies = validationAccuracies
    }
  }
}
