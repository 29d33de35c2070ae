public import ModelFile
public import SystemPackage
public import Training

/// What to train and where to put it.
public struct TrainingJob: Sendable {
  /// Everything that decides the network, besides the data.
  public var settings: TrainingSettings
  /// The model to learn from, where the settings say that one is learned from.
  public var teacher: StoredModel?
  /// How many images the file's self-test holds, 0...64.
  public var selfTestSamples: Int
  /// What the provenance says besides data and settings: the search that has chosen the settings.
  public var additional = TypedValues()
  /// The model file to write.
  public var out: FilePath
  /// Where the state is kept while training goes on.
  public var checkpoint: FilePath

  /// Creates a job; the checkpoint's default is `out` with `.checkpoint` after its name.
  public init(
    settings: TrainingSettings = TrainingSettings(), teacher: StoredModel? = nil,
    selfTestSamples: Int = 16, out: FilePath, checkpoint: FilePath? = nil
  ) {
    self.settings = settings
    self.teacher = teacher
    self.selfTestSamples = selfTestSamples
    self.out = out
    self.checkpoint = checkpoint ?? FilePath(out.string + ".checkpoint")
  }
}
