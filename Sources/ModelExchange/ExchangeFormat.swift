/// A format of other people's software that models are exported to or imported from.
public enum ExchangeFormat: String, Sendable, Hashable, CaseIterable {
  /// Open Neural Network Exchange: a graph that ONNX Runtime and others run.
  case onnx
  /// The tensor file of Hugging Face's `safetensors`.
  case safetensors
  /// NumPy's archive of arrays.
  case npz
  /// One C99 header that classifies without a library; export only.
  case c
  /// JSON by the published schema `formats/model.schema.json`.
  case json
  /// The tensor file of GGML and llama.cpp.
  case gguf

  /// The usual end of a file's name, without the dot.
  public var fileExtension: String { self == .c ? "h" : rawValue }

  /// Whether models are read from it.
  public var isImportable: Bool { self != .c }
}
