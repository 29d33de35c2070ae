/// Durations counted in buckets: `formats/wire-protocol.md`, section 5.8.
///
/// It holds all buckets, so recording allocates nothing; a server sends those that are not empty.
public struct DurationHistogram: Sendable, Hashable {
  /// The number of durations in each of the ``DurationBucket/count`` buckets.
  public private(set) var counts: [UInt64]
  /// The sum of all durations in nanoseconds, modulo 2^64.
  public private(set) var sum: UInt64 = 0
  /// The longest duration in nanoseconds; 0 where there is none.
  public private(set) var longest: UInt64 = 0

  /// Creates an empty histogram.
  public init() { counts = [UInt64](repeating: 0, count: DurationBucket.count) }

  /// The number of durations.
  public var total: UInt64 { counts.reduce(0, &+) }

  /// Counts a duration, so often.
  public mutating func record(nanoseconds: UInt64, count: UInt64 = 1) {
    if count == 0 { return }
    counts[DurationBucket(nanoseconds: nanoseconds).index] &+= count
    sum &+= nanoseconds &* count
    longest = max(longest, nanoseconds)
  }

  /// Adds the durations of another histogram.
  public mutating func merge(_ other: DurationHistogram) {
    for index in counts.indices { counts[index] &+= other.counts[index] }
    sum &+= other.sum
    longest = max(longest, other.longest)
  }

  /// The duration in nanoseconds below or at which the fraction `quantile` of all lie; `nil` where
  /// there is none.
  ///
  /// It is the upper bound of a bucket, so it is too long by less than 1/32.
  ///
  /// - Precondition: `quantile` is 0 to 1.
  public func quantile(_ quantile: Double) -> UInt64? {
    precondition((0...1).contains(quantile), "a quantile is 0 to 1, found \(quantile)")
    let total = total
    guard total > 0 else { return nil }
    let wanted = max(1, (quantile * Double(total)).rounded(.up))
    var reached: UInt64 = 0
    for (index, count) in counts.enumerated() where count > 0 {
      reached &+= count
      if Double(reached) >= wanted {
        return min(longest, DurationBucket(index: index).nanoseconds.upperBound)
      }
    }
    return longest
  }

  /// Sets what a frame tells.
  mutating func restore(count: UInt64, in bucket: DurationBucket) {
    counts[bucket.index] = count
  }

  /// Sets what a frame tells.
  mutating func restore(sum: UInt64, longest: UInt64) {
    self.sum = sum
    self.longest = longest
  }
}
