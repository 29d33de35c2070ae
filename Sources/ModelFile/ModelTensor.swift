/// A tensor of a model, its elements as numbers.
public struct ModelTensor: Sendable, Hashable {
  /// The name, for example `layers.0.weight`.
  public let name: String
  /// How the elements are stored.
  public let type: ElementType
  /// The shape, for example `[outputs, inputs]`.
  public let dimensions: [Int]
  /// The elements in row-major order; integers are exact, because none is beyond 2^24.
  public let values: [Float]

  init(_ tensor: Tensor) {
    name = tensor.name
    type = tensor.elements.type
    dimensions = tensor.dimensions
    values =
      switch tensor.elements {
      case .float32(let values): values
      case .int8(let values): values.map(Float.init)
      case .int32(let values): values.map(Float.init)
      }
  }
}

extension Model {
  /// The tensors, layer by layer, weights before bias before scales.
  public var tensors: [ModelTensor] { NetworkTensors.tensors(network).map(ModelTensor.init) }
}

extension NetworkKind {
  /// The number format, as people and programs are told.
  public var precision: String { self == .perceptron ? "float32" : "int8" }
}
