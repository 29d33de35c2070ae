/// How long a fetch waits for what does not come.
public struct DatasetFetchLimits: Sendable, Hashable {
  /// The longest time until a connection stands, with the look-up of the name.
  public var connectionSeconds: Double
  /// How long a transfer may stand still before it is broken off; whole seconds.
  public var stallSeconds: Int
  /// The longest time for everything; `nil` for no end.
  public var totalSeconds: Double?
  /// How often a transfer that brought some bytes and broke off goes on from there.
  public var resumptions: Int

  /// Sets limits.
  public init(
    connectionSeconds: Double, stallSeconds: Int, totalSeconds: Double? = nil, resumptions: Int
  ) {
    self.connectionSeconds = connectionSeconds
    self.stallSeconds = stallSeconds
    self.totalSeconds = totalSeconds
    self.resumptions = resumptions
  }

  /// For somebody who asked for the data.
  public static let patient = DatasetFetchLimits(
    connectionSeconds: 15, stallSeconds: 30, resumptions: 10)

  /// For somebody who would rather do without than wait: two mirrors that do not answer cost less
  /// than three seconds.
  public static let hasty = DatasetFetchLimits(
    connectionSeconds: 1.25, stallSeconds: 2, totalSeconds: 6, resumptions: 0)
}
