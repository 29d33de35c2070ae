import ByteCoding

/// The SHA-256 of tensors alone: the same for two models with the same parameters, whatever else
/// their files say.
enum TensorsDigest {
  /// What the digest starts with, so that it is the digest of nothing else.
  private static let prefix = "mlp tensors 1\n"

  /// The digest of tensors in ascending order of their names.
  ///
  /// Hashed are the prefix and the number of tensors, then for each its name, type, shape, byte
  /// count and bytes, as `formats/model-file.md`, section "The tensors digest", says.
  static func compute(
    _ tensors: [(type: ElementType, name: String, dimensions: [Int], bytes: ArraySlice<UInt8>)]
  ) -> ContentDigest {
    var header = ByteWriter()
    header.append(utf8: prefix)
    header.append(u32: UInt32(clamping: tensors.count), .little)
    var pieces = [header.bytes[...]]
    for tensor in tensors {
      var description = ByteWriter()
      description.append(u16: UInt16(clamping: tensor.name.utf8.count), .little)
      description.append(utf8: tensor.name)
      description.append(u8: tensor.type.rawValue)
      description.append(u8: UInt8(clamping: tensor.dimensions.count))
      for dimension in tensor.dimensions {
        description.append(u32: UInt32(clamping: dimension), .little)
      }
      description.append(u64: UInt64(tensor.bytes.count), .little)
      pieces.append(description.bytes[...])
      pieces.append(tensor.bytes)
    }
    return ContentDigest(ofAll: pieces)
  }

  /// The digest of tensors in memory.
  static func compute(_ tensors: [Tensor]) -> ContentDigest {
    compute(
      tensors.sorted { $0.name < $1.name }.map { tensor in
        var bytes = ByteWriter(reserving: tensor.byteCount)
        tensor.elements.append(to: &bytes)
        return (
          type: tensor.elements.type, name: tensor.name, dimensions: tensor.dimensions,
          bytes: bytes.bytes[...]
        )
      })
  }
}
