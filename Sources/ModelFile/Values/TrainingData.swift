/// The data that a model was trained and tested with.
public struct TrainingData: Sendable, Hashable {
  /// An IDX file.
  public struct File: Sendable, Hashable {
    /// The SHA-256 of the file's uncompressed bytes.
    public var sha256: ContentDigest
    /// The number of its images or labels.
    public var count: Int

    /// Creates the description of a file.
    public init(sha256: ContentDigest, count: Int) {
      self.sha256 = sha256
      self.count = count
    }
  }

  /// A pair of files that belong together.
  public struct Files: Sendable, Hashable {
    /// The images.
    public var images: File
    /// Their labels.
    public var labels: File

    /// Creates a pair.
    public init(images: File, labels: File) {
      self.images = images
      self.labels = labels
    }
  }

  /// The settings of synthesised digits.
  public struct Synthesis: Sendable, Hashable {
    /// The seed of the synthesiser.
    public var seed: UInt64
    /// The number of training digits.
    public var trainingCount: Int
    /// The number of test digits.
    public var testCount: Int

    /// Creates settings.
    public init(seed: UInt64, trainingCount: Int, testCount: Int) {
      self.seed = seed
      self.trainingCount = trainingCount
      self.testCount = testCount
    }
  }

  /// The training set.
  public var training: Files
  /// The test set, where there was one.
  public var test: Files?
  /// How the sets were synthesised, where they were.
  public var synthesis: Synthesis?

  /// Creates a description of data.
  public init(training: Files, test: Files? = nil, synthesis: Synthesis? = nil) {
    self.training = training
    self.test = test
    self.synthesis = synthesis
  }
}
