import LinearAlgebra

/// A named array of one or two dimensions.
struct Tensor: Hashable {
  let name: String
  let dimensions: [Int]
  let elements: TensorElements

  init(name: String, dimensions: [Int], elements: TensorElements) {
    precondition(
      dimensions.reduce(1, *) == elements.count,
      "a tensor \(dimensions) cannot hold \(elements.count) elements")
    self.name = name
    self.dimensions = dimensions
    self.elements = elements
  }

  init(name: String, dimensions: [Int], values: [Float]) {
    self.init(name: name, dimensions: dimensions, elements: .float32(values))
  }

  init(name: String, _ matrix: Matrix) {
    self.init(name: name, dimensions: [matrix.rows, matrix.columns], values: matrix.elements)
  }

  /// The bytes that the elements take.
  var byteCount: Int { elements.count * elements.type.byteCount }

  /// The elements of a tensor of Float32.
  ///
  /// - Precondition: it is one.
  var float32: [Float] {
    guard case .float32(let values) = elements else { preconditionFailure("\(name) is no f32") }
    return values
  }

  /// The elements of a tensor of bytes.
  ///
  /// - Precondition: it is one.
  var int8: [Int8] {
    guard case .int8(let values) = elements else { preconditionFailure("\(name) is no i8") }
    return values
  }

  /// The elements of a tensor of 32-bit integers.
  ///
  /// - Precondition: it is one.
  var int32: [Int32] {
    guard case .int32(let values) = elements else { preconditionFailure("\(name) is no i32") }
    return values
  }
}
