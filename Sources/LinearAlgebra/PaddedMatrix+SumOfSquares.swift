extension PaddedMatrix {
  /// The sum of the squares of all elements in Float64.
  ///
  /// The elements in storage order, without padding, form blocks of 4,096; each block is summed
  /// from +0 in ascending order, then the block sums are added in order.
  package var sumOfSquares: Double {
    var total = 0.0
    var block = 0.0
    var left = 4096
    for i in 0..<rows {
      withRow(i) { row in
        for j in row.indices {
          let x = Double(row[j])
          block += x * x
          left -= 1
          if left == 0 {
            total += block
            block = 0
            left = 4096
          }
        }
      }
    }
    return total + block
  }
}
