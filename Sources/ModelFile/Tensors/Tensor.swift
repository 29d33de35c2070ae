import LinearAlgebra

/// A named array of Float32 values of one or two dimensions.
struct Tensor: Hashable {
  let name: String
  let dimensions: [Int]
  let values: [Float]

  init(name: String, dimensions: [Int], values: [Float]) {
    precondition(
      dimensions.reduce(1, *) == values.count,
      "a tensor \(dimensions) cannot hold \(values.count) values")
    self.name = name
    self.dimensions = dimensions
    self.values = values
  }

  init(name: String, _ matrix: Matrix) {
    self.init(name: name, dimensions: [matrix.rows, matrix.columns], values: matrix.elements)
  }
}
