/// What a task of a search has found.
public struct FoldResult: Sendable, Hashable {
  /// How a training ended.
  public enum Outcome: Sendable, Hashable {
    /// The images of the fold were classified.
    case measured(Measurement)
    /// A number became infinite or none: a learning rate that is too high, as a rule.
    case diverged(String)
  }

  /// How the images of the fold were classified after the last epoch.
  public struct Measurement: Sendable, Hashable {
    /// How many were classified correctly.
    public let hits: Int
    /// The mean cross-entropy in nats.
    public let loss: Double
    /// The mean training loss of each epoch, in nats.
    public let trainingLosses: [Double]
    /// The share of training images that were classified correctly in each epoch.
    public let trainingAccuracies: [Double]
  }

  /// The task's number.
  public let task: Int
  /// The candidate that was trained, from 0.
  public let candidate: Int
  /// The fold that was left out, from 0.
  public let fold: Int
  /// The number of epochs.
  public let epochs: Int
  /// The number of images that were trained on.
  public let trainingImages: Int
  /// The number of images in the fold.
  public let validationImages: Int
  /// How the training ended.
  public let outcome: Outcome

  /// What was measured; `nil` where the training diverged.
  public var measurement: Measurement? {
    if case .measured(let measurement) = outcome { measurement } else { nil }
  }

  /// The share of the fold's images that were classified correctly; `nil` where the training
  /// diverged.
  public var accuracy: Double? {
    measurement.map { Double($0.hits) / Double(validationImages) }
  }
}
