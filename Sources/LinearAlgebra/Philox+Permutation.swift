extension Philox {
  /// The elements in a random order: Fisher and Yates's shuffle, from the last element down.
  ///
  /// The exchange partner of position `i` is drawn from words 0 and 1 (`i` even) or 2 and 3
  /// (`i` odd) of the block at index `i / 2`.
  public func permutation<Element>(
    of elements: [Element], stream: Stream, epoch: UInt32
  ) -> [Element] {
    var result = elements
    var block = SIMD4<UInt32>()
    var blockIndex = UInt64.max
    for i in stride(from: result.count - 1, to: 0, by: -1) {
      let index = UInt64(i / 2)
      if index != blockIndex {
        block = words(stream: stream, epoch: epoch, index: index)
        blockIndex = index
      }
      let lane = i % 2 * 2
      result.swapAt(i, Philox.integer(block[lane], block[lane + 1], below: i + 1))
    }
    return result
  }
}
