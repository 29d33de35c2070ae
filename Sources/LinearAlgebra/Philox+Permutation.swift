extension Philox {
  /// The elements in a random order: Fisher and Yates's shuffle, from the last element down.
  ///
  /// The exchange partner of position `i` is drawn from words 0 and 1 (`i` even) or 2 and 3
  /// (`i` odd) of the block at index `i / 2`.
  public func permutation(of elements: [Int32], stream: Stream, epoch: UInt32) -> [Int32] {
    var result = elements
    var i = result.count - 1
    while i > 0 {
      let block = words(stream: stream, epoch: epoch, index: UInt64(i / 2))
      if !i.isMultiple(of: 2) {
        result.swapAt(i, Philox.integer(block[2], block[3], below: i + 1))
        i -= 1
      }
      if i > 0 { result.swapAt(i, Philox.integer(block[0], block[1], below: i + 1)) }
      i -= 1
    }
    return result
  }
}
