/// The types of tensor elements that the exchange reads or writes; the raw values are ONNX's.
enum ONNXElementType: Int32 {
  case float32 = 1
  case uint8 = 2
  case int8 = 3
  case int32 = 6
  case int64 = 7
  case string = 8
  case bool = 9
  case float16 = 10
  case float64 = 11
  case bfloat16 = 16

  /// The bytes of one element in `raw_data`; `nil` for text, which has none.
  var byteCount: Int? {
    switch self {
    case .uint8, .bool: 1
    case .int64: 8
    case .string: nil
    case .int8, .int32, .float16, .bfloat16, .float32, .float64: elementType?.byteCount
    }
  }

  /// How elements that a model can have are read; `nil` for others.
  var elementType: ElementType? {
    switch self {
    case .int8: .int8
    case .int32: .int32
    case .float16: .float16
    case .bfloat16: .bfloat16
    case .float32: .float32
    case .float64: .float64
    case .uint8, .bool, .int64, .string: nil
    }
  }

  /// Whether pixels or inputs of this type are numbers with a fraction.
  var isFloatingPoint: Bool {
    switch self {
    case .float16, .bfloat16, .float32, .float64: true
    case .uint8, .int8, .int32, .int64, .bool, .string: false
    }
  }
}
