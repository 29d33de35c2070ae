/// How well the model did on test data.
public struct Metrics: Sendable, Hashable {
  /// The part of the images that the model classifies rightly, 0...1.
  public var accuracy: Double
  /// The mean cross-entropy.
  public var loss: Double
  /// The number of images.
  public var count: Int
  /// How often class `i` (row) was taken for class `j` (column), `[classes][classes]`; empty where
  /// it was not recorded.
  public var confusion: [[Int]]
  /// What the metrics were measured on: the SHA-256 of two digests, that of the uncompressed bytes
  /// of the images' IDX file and that of the labels'.
  public var dataSHA256: ContentDigest
  /// Values of keys that this version does not know.
  public var additional: TypedValues

  /// Creates metrics.
  public init(
    accuracy: Double, loss: Double, count: Int, confusion: [[Int]] = [],
    dataSHA256: ContentDigest, additional: TypedValues = TypedValues()
  ) {
    self.accuracy = accuracy
    self.loss = loss
    self.count = count
    self.confusion = confusion
    self.dataSHA256 = dataSHA256
    self.additional = additional
  }
}
