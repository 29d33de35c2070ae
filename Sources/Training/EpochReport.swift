/// What an epoch reached.
public struct EpochReport: Sendable, Hashable {
  /// The epoch, from 1.
  public let epoch: Int
  /// The mean loss of the training images, each as it was seen during the epoch, in nats.
  public let loss: Double
  /// The share of the training images that were classified correctly as they were seen.
  public let accuracy: Double
  /// The mean cross-entropy on the validation images after the epoch, if there are any.
  public let validationLoss: Double?
  /// The share of the validation images that were classified correctly, if there are any.
  public let validationAccuracy: Double?

  /// Creates a report.
  public init(
    epoch: Int, loss: Double, accuracy: Double, validationLoss: Double? = nil,
    validationAccuracy: Double? = nil
  ) {
    self.epoch = epoch
    self.loss = loss
    self.accuracy = accuracy
    self.validationLoss = validationLoss
    self.validationAccuracy = validationAccuracy
  }
}

/// How far training is within an epoch.
public struct StepReport: Sendable, Hashable {
  /// The epoch, from 1.
  public let epoch: Int
  /// The steps done in this epoch.
  public let step: Int
  /// The steps of an epoch.
  public let stepsPerEpoch: Int
  /// The images seen in this epoch.
  public let images: Int
  /// The mean loss of those images, in nats.
  public let loss: Double
  /// The share of those images that were classified correctly.
  public let accuracy: Double
}
