internal import ByteCoding

extension DurationHistogram {
  /// Reads a histogram behind its stage.
  init(decoding reader: inout PayloadReader) throws(WireError) {
    self.init()
    try reader.reserved(1)
    let bucketCount = try reader.u16()
    let sum = try reader.u64()
    restore(sum: sum, longest: try reader.u64())
    var last = -1
    for _ in 0..<bucketCount {
      let place = reader.position
      let index = Int(try reader.u16())
      guard index > last, index < DurationBucket.count else {
        throw WireError(
          .badArgument, at: place, .bucket,
          expected: .between(UInt64(last + 1), UInt64(DurationBucket.count - 1)), found: index)
      }
      last = index
      restore(count: try reader.positiveCount(), in: DurationBucket(index: index))
    }
  }

  /// Appends a histogram behind its stage.
  func append(to writer: inout ByteWriter) {
    writer.append(u8: 0)
    writer.append(count: counts.count { $0 > 0 })
    writer.append(u64: sum, .little)
    writer.append(u64: longest, .little)
    for (index, count) in counts.enumerated() where count > 0 {
      writer.append(count: index)
      writer.append(u64: count, .little)
    }
  }
}

extension PayloadReader {
  /// A count that is above 0, because what did not occur is not listed.
  mutating func positiveCount() throws(WireError) -> UInt64 {
    let place = position
    let count = try u64()
    guard count > 0 else {
      throw WireError(.badArgument, at: place, .count, expected: .atLeast(1), found: count)
    }
    return count
  }
}
