extension KernelSet {
  /// The sum of the squares of all elements in Float64, the same for every set and pool.
  ///
  /// The elements in storage order, without padding, form blocks of 4,096; each block is summed
  /// from +0 in ascending order, then the block sums are added from +0 in order. The additions of
  /// a block wait for each other, so threads are the only way to be faster.
  ///
  /// - Parameters:
  ///   - a: the elements.
  ///   - pool: threads to share the blocks.
  package func sumOfSquares(_ a: PaddedMatrix, on pool: WorkerPool? = nil) -> Double {
    let block = 4096
    let count = a.rows * a.columns
    let blocks = (count + block - 1) / block
    guard let pool, pool.threads > 1, blocks > 1 else {
      return (0..<blocks).reduce(0) { total, k in
        total + a.sumOfSquares(k * block..<min(count, (k + 1) * block))
      }
    }
    let sums = SharedBuffer<Double>(repeating: 0, count: blocks)
    pool.forEach(blocks) { k in
      sums[k] = a.sumOfSquares(k * block..<min(count, (k + 1) * block))
    }
    return (0..<blocks).reduce(0) { $0 + sums[$1] }
  }
}

extension PaddedMatrix {
  /// The sum of the squares of a range of elements, counted in storage order without padding.
  fileprivate func sumOfSquares(_ range: Range<Int>) -> Double {
    var sum = 0.0
    var i = range.lowerBound / columns
    var j = range.lowerBound % columns
    var left = range.count
    while left > 0 {
      let end = min(columns, j + left)
      withRow(i) { row in
        for k in j..<end {
          let x = Double(row[k])
          sum += x * x
        }
      }
      left -= end - j
      i += 1
      j = 0
    }
    return sum
  }
}
