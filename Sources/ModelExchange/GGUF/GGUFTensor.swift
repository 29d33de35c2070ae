/// What a file's directory says of a tensor.
struct GGUFTensor {
  /// The name.
  let name: String
  /// The sizes, outermost first; the file has them the other way round.
  let shape: [Int]
  /// The product of the sizes.
  let elementCount: Int
  /// The type of the elements, or the error of one that is not read.
  let type: Result<GGUFTensorType, ModelExchangeError>
  /// The offset of this entry in the file, for messages.
  let entry: Int
  /// Where the elements are, counted from the first tensor's; not checked yet.
  let offset: UInt64

  /// The number of bytes of the elements: at most 2^28 elements of eight bytes; `nil` where the
  /// type is not read.
  var byteCount: Int? {
    guard case .success(let type) = type else { return nil }
    return elementCount * type.elementType.byteCount
  }
}
