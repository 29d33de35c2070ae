/// The types of tensors that models have; the raw values are GGML's.
enum GGUFTensorType: UInt32 {
  case float32 = 0
  case float16 = 1
  case int8 = 24
  case int32 = 26
  case float64 = 28
  case bfloat16 = 30

  /// The type of a model's tensor.
  init(_ elements: NamedArray.Elements) {
    self =
      switch elements {
      case .float32: .float32
      case .int8: .int8
      case .int32: .int32
      }
  }

  /// How the elements are read.
  var elementType: ElementType {
    switch self {
    case .float32: .float32
    case .float16: .float16
    case .int8: .int8
    case .int32: .int32
    case .float64: .float64
    case .bfloat16: .bfloat16
    }
  }

  /// The name of a type that GGML has and models have not; `nil` where GGML has none.
  ///
  /// The blocks of most of them hold 32 or 256 elements of a row and a scale.
  static func foreignName(_ code: UInt32) -> String? {
    foreignNames[code]
  }

  private static let foreignNames: [UInt32: String] = [
    2: "Q4_0", 3: "Q4_1", 6: "Q5_0", 7: "Q5_1", 8: "Q8_0", 9: "Q8_1", 10: "Q2_K", 11: "Q3_K",
    12: "Q4_K", 13: "Q5_K", 14: "Q6_K", 15: "Q8_K", 16: "IQ2_XXS", 17: "IQ2_XS", 18: "IQ3_XXS",
    19: "IQ1_S", 20: "IQ4_NL", 21: "IQ3_S", 22: "IQ2_S", 23: "IQ4_XS", 25: "I16", 27: "I64",
    29: "IQ1_M", 34: "TQ1_0", 35: "TQ2_0", 39: "MXFP4",
  ]
}
