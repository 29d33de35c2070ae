/// A tensor as an exchange file holds it: a name, a shape and elements in row-major order.
struct NamedArray: Sendable, Hashable {
  /// The elements, in the types that models have.
  enum Elements: Sendable, Hashable {
    case float32([Float])
    case int8([Int8])
    case int32([Int32])

    /// The number of elements.
    var count: Int {
      switch self {
      case .float32(let values): values.count
      case .int8(let values): values.count
      case .int32(let values): values.count
      }
    }

    /// The type, for messages.
    var typeName: String {
      switch self {
      case .float32: "float32"
      case .int8: "int8"
      case .int32: "int32"
      }
    }
  }

  /// The name, as the file spells it.
  let name: String
  /// The sizes, outermost first; empty for a scalar.
  let shape: [Int]
  /// The elements, as many as the product of the sizes.
  let elements: Elements
  /// The offset of the first element in the file; `nil` where that says nothing.
  let offset: Int?

  /// Creates an array.
  ///
  /// - Precondition: the elements fill the shape.
  init(name: String, shape: [Int], elements: Elements, offset: Int? = nil) {
    precondition(
      shape.reduce(1, *) == elements.count,
      "an array \(shape) cannot hold \(elements.count) elements")
    self.name = name
    self.shape = shape
    self.elements = elements
    self.offset = offset
  }
}
