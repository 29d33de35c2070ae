import ByteCoding
import ModelFile

/// A tensor whose elements are in the file: weights, biases, and what reshaping is told.
struct ONNXConstant {
  /// The elements, 16- and 64-bit floating point converted to 32 bits.
  enum Elements {
    case float32([Float])
    case int8([Int8])
    case int32([Int32])
    case int64([Int64])
    case text([String])

    var count: Int {
      switch self {
      case .float32(let values): values.count
      case .int8(let values): values.count
      case .int32(let values): values.count
      case .int64(let values): values.count
      case .text(let values): values.count
      }
    }
  }

  /// The name in the graph.
  var name: String
  /// The sizes, outermost first; empty for a scalar.
  var shape: [Int]
  /// The elements in row-major order, as many as the product of the sizes.
  var elements: Elements
  /// The offset of the tensor's message in the file; `nil` where it is part of a node.
  var offset: Int?

  /// The numbers with a fraction; `nil` where they are others.
  var floats: [Float]? {
    if case .float32(let values) = elements { values } else { nil }
  }

  /// The whole numbers of 32 or 64 bits; `nil` where they are others.
  var integers: [Int64]? {
    switch elements {
    case .int32(let values): values.map(Int64.init)
    case .int64(let values): values
    case .float32, .int8, .text: nil
    }
  }

  /// The one number that all elements are; `nil` where they differ or there is none.
  var number: Float? {
    let values = floats ?? integers.map { $0.map(Float.init) } ?? []
    guard let first = values.first, values.allSatisfy({ $0 == first }) else { return nil }
    return first
  }

  /// The matrix with rows and columns exchanged; `nil` where it has not two dimensions.
  func transposed() -> ONNXConstant? {
    guard shape.count == 2 else { return nil }
    let (rows, columns) = (shape[0], shape[1])
    var result = self
    result.shape = [columns, rows]
    switch elements {
    case .float32(let values): result.elements = .float32(transpose(values, rows, columns))
    case .int8(let values): result.elements = .int8(transpose(values, rows, columns))
    case .int32, .int64, .text: return nil
    }
    return result
  }

  private func transpose<Element>(
    _ values: [Element], _ rows: Int, _ columns: Int
  ) -> [Element] {
    var result: [Element] = []
    result.reserveCapacity(values.count)
    for column in 0..<columns {
      for row in 0..<rows { result.append(values[row * columns + column]) }
    }
    return result
  }
}
