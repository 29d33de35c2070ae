public import ModelFile

/// Models as files of other formats; the same model gives the same bytes.
public enum ModelExport {
  /// The file of a model in another format.
  ///
  /// Only what a model file could hold is exported: the same checks come first, so no exporter
  /// meets a number that is not finite or a label that is not legal.
  public static func encode(
    _ model: Model, as format: ExchangeFormat, options: ExportOptions = ExportOptions()
  ) throws(ModelExchangeError) -> [UInt8] {
    do {
      _ = try ModelFile.encode(model)
    } catch {
      throw ModelExchangeError(
        format, .unsupportedModel, field: "model", expected: "a legal model", found: "\(error)")
    }
    switch format {
    case .safetensors: return Safetensors.encode(model, options: options)
    case .npz: return NPZ.encode(model, options: options)
    case .json: return ModelJSON.encode(model, options: options)
    case .onnx: return try ONNXExport.encode(model, options: options)
    case .gguf: return GGUF.encode(model, options: options)
    case .c: return CHeader(model, options: options).bytes
    }
  }
}
