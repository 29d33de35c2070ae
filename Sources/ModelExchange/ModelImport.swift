public import ModelFile

/// Models out of files of other formats.
public enum ModelImport {
  /// The largest file that is read, in bytes.
  public static let byteLimit = FormatLimits.modelBytes

  /// The model in a file of another format.
  ///
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - format: what the file is; `nil` to go by its first bytes.
  ///   - options: what the file does not say.
  public static func decode(
    _ bytes: [UInt8], from format: ExchangeFormat? = nil, options: ImportOptions = ImportOptions()
  ) throws(ModelExchangeError) -> Model {
    guard !FileSignature.isModelFile(bytes) else {
      throw ModelExchangeError(
        nil, .modelFile, at: 0, field: "first bytes", expected: "a file of another format",
        found: "a model file")
    }
    let format = if let format { format } else { try ExchangeFormat(detecting: bytes) }
    guard bytes.count <= byteLimit else {
      throw ModelExchangeError(
        format, .fileTooLarge, field: "file length", expected: "at most \(byteLimit) bytes",
        found: "\(bytes.count)")
    }
    switch format {
    case .safetensors: return try Safetensors.decode(bytes, options: options)
    case .npz: return try NPZ.decode(bytes, options: options)
    case .json: return try ModelJSON.decode(bytes, options: options)
    case .onnx: return try ONNXImport.decode(bytes, options: options)
    case .gguf: return try GGUF.decode(bytes, options: options)
    case .c:
      throw ModelExchangeError(
        format, .exportOnly, field: "format", expected: "a format that is read",
        found: "a C header")
    }
  }
}
