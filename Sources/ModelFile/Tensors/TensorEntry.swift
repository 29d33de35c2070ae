/// A row of the tensor directory: what a tensor is and where its bytes stand.
public struct TensorEntry: Sendable, Hashable {
  /// How its elements are stored.
  public let type: ElementType
  /// The tensor's name, for example `layers.0.weight`.
  public let name: String
  /// Its shape, for example `[outputs, inputs]` for weights.
  public let dimensions: [Int]
  /// The offset of its first byte within the section `DATA`, a multiple of 64.
  public let offset: Int
  /// The number of its bytes.
  public let byteCount: Int
  /// The offset of this row in the file.
  let position: Int

  /// The number of its elements.
  public var elementCount: Int { dimensions.reduce(1, *) }

  /// The bytes of a row before its name.
  static let fixedByteCount = 32
}
