/// The buckets in which durations are counted: `formats/wire-protocol.md`, section 5.8.
///
/// Below 64 ns each nanosecond has a bucket of its own; above, each doubling is divided into 32, so
/// that a bucket is narrower than 1/32 of the durations in it.
public struct DurationBucket: Sendable, Hashable {
  /// The number of buckets that cover all 64-bit durations.
  public static let count = 1_920

  /// The number of the bucket, below ``count``.
  public let index: Int

  /// The bucket of a duration.
  public init(nanoseconds: UInt64) {
    guard nanoseconds >= 64 else {
      index = Int(nanoseconds)
      return
    }
    let shift = 63 - nanoseconds.leadingZeroBitCount - 5
    index = 32 * shift + Int(nanoseconds >> UInt64(shift))
  }

  /// The bucket with a number.
  ///
  /// - Precondition: it is at least 0 and below ``count``.
  public init(index: Int) {
    precondition(
      (0..<Self.count).contains(index), "bucket \(index) is outside \(Self.count) buckets")
    self.index = index
  }

  /// The shortest and longest duration in the bucket, in nanoseconds.
  public var nanoseconds: ClosedRange<UInt64> {
    guard index >= 64 else { return UInt64(index)...UInt64(index) }
    let shift = UInt64(index / 32 - 1)
    let lowest = UInt64(32 + index % 32) << shift
    return lowest...lowest + ((1 << shift) - 1)
  }
}
