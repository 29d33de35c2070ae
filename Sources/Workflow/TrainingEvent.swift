public import SystemPackage
public import Training

/// What a training run tells while it goes on.
public enum TrainingEvent: Sendable {
  /// A step is done. Steps follow each other quickly; who draws them thins them out.
  case step(StepReport)
  /// An epoch is done, in so many seconds at so many images a second.
  case epoch(EpochReport, seconds: Double, imagesPerSecond: Double)
  /// The validation loss has not fallen for too long.
  case stoppedEarly(epoch: Int, bestEpoch: Int)
}

/// How a training run ended.
public enum TrainingOutcome: Sendable {
  /// The model is saved.
  case finished(TrainingResult)
  /// The state is saved in this checkpoint.
  case interrupted(checkpoint: FilePath)
}
