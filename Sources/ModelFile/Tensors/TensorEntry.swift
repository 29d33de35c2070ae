/// A row of the tensor directory: what a tensor is and where its bytes stand.
public struct TensorEntry: Sendable, Hashable {
  /// The tensor's name, for example `layers.0.weight`.
  public let name: String
  /// Its shape: `[outputs, inputs]` for weights, `[outputs]` for a bias.
  public let dimensions: [Int]
  /// The offset of its first byte within the section `DATA`, a multiple of 64.
  public let offset: Int
  /// The number of its bytes: four for each element.
  public let byteCount: Int
  /// The offset of this row in the file.
  let position: Int

  /// The number of its elements.
  public var elementCount: Int { dimensions.reduce(1, *) }

  /// The number that stands for little-endian Float32, the only type of version 1.0.
  static let float32: UInt8 = 1
  /// The bytes of a row before its name.
  static let fixedByteCount = 32
}
