extension DurationHistogram {
  /// The durations that were recorded since an earlier state of the same histogram.
  ///
  /// The longest of them is known no better than its bucket, unless it is the longest of all.
  public func since(_ earlier: DurationHistogram) -> DurationHistogram {
    var difference = DurationHistogram()
    var last: DurationBucket?
    for index in counts.indices where counts[index] > earlier.counts[index] {
      let bucket = DurationBucket(index: index)
      difference.restore(count: counts[index] - earlier.counts[index], in: bucket)
      last = bucket
    }
    guard let last else { return difference }
    difference.restore(
      sum: sum &- earlier.sum, longest: min(longest, last.nanoseconds.upperBound))
    return difference
  }

  /// How many durations are at most as long as each of some bounds.
  ///
  /// The counts are exact where the bounds are upper bounds of buckets.
  ///
  /// - Precondition: the bounds ascend.
  public func counts(upTo bounds: [UInt64]) -> [UInt64] {
    var result: [UInt64] = []
    result.reserveCapacity(bounds.count)
    var reached: UInt64 = 0
    var index = 0
    for bound in bounds {
      precondition(result.isEmpty || bound >= bounds[result.count - 1], "the bounds must ascend")
      while index < counts.count, DurationBucket(index: index).nanoseconds.upperBound <= bound {
        reached &+= counts[index]
        index += 1
      }
      result.append(reached)
    }
    return result
  }
}
