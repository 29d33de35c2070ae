import ModelFile

/// The tensor file of Hugging Face's `safetensors`: a length of eight bytes, a header in JSON, and
/// the tensors one after another (`formats/exchange.md`, section "safetensors").
enum Safetensors {
  /// The longest header that is read, in bytes: that of a model file.
  ///
  /// The reference implementation reads a hundred times as much, for models of thousands of
  /// tensors; 256 of them take a fortieth of this.
  static let headerLimit = FormatLimits.headBytes
  /// The bytes of the header's length, before it.
  static let lengthByteCount = 8
  /// The key of the header that holds texts instead of a tensor.
  static let metadataKey = "__metadata__"
  /// Where tensors start, as far as they can: what vector units and page caches like.
  static let alignment = 64

  /// The file of a model.
  static func encode(_ model: Model, options: ExportOptions) -> [UInt8] {
    encode(
      NetworkArrays.arrays(model.network),
      ExchangeMetadata(model).pairs(generator: options.generator))
  }

  /// The model in a file.
  static func decode(
    _ bytes: [UInt8], options: ImportOptions
  ) throws(ModelExchangeError) -> Model {
    let header = try SafetensorsHeader(bytes)
    let metadata = try ExchangeMetadata(header.metadata, format: .safetensors)
    return try ModelAssembly(format: .safetensors, options: options)
      .model(header.arrays(bytes), leavingAside: header.unread, metadata)
  }
}
