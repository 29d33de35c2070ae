import ByteCoding

/// The types of elements that importers read, and how each becomes one of a model's.
///
/// Half precision and bfloat16 become Float32 without a loss; Float64 is rounded to the nearest.
enum ElementType: Sendable, Hashable, CaseIterable {
  case float16
  case bfloat16
  case float32
  case float64
  case int8
  case int32

  /// The number of bytes of an element.
  var byteCount: Int {
    switch self {
    case .int8: 1
    case .float16, .bfloat16: 2
    case .float32, .int32: 4
    case .float64: 8
    }
  }

  /// Reads `count` elements.
  func elements(
    _ reader: inout ByteReader, count: Int, _ order: ByteOrder
  ) throws(ByteCodingError) -> NamedArray.Elements {
    // A reader refuses more bytes than it has, so nothing is reserved for a count that lies.
    switch self {
    case .float32: return .float32(try reader.f32s(count, order))
    case .int8: return .int8(try reader.bytes(count).map { Int8(bitPattern: $0) })
    default: break
    }
    let (needed, overflows) = count.multipliedReportingOverflow(by: byteCount)
    var rest = try reader.slice(overflows ? Int.max : needed)
    if self == .int32 {
      var values: [Int32] = []
      values.reserveCapacity(count)
      for _ in 0..<count { values.append(Int32(bitPattern: try rest.u32(order))) }
      return .int32(values)
    }
    var values: [Float] = []
    values.reserveCapacity(count)
    for _ in 0..<count { values.append(try float(&rest, order)) }
    return .float32(values)
  }

  private func float(_ reader: inout ByteReader, _ order: ByteOrder) throws(ByteCodingError)
    -> Float
  {
    switch self {
    case .float16: ElementType.float(half: try reader.u16(order))
    case .bfloat16: Float(bitPattern: UInt32(try reader.u16(order)) << 16)
    default: Float(try reader.f64(order))
    }
  }

  /// The Float32 of a half-precision number, by its fields: `Float16` is not on every platform.
  static func float(half: UInt16) -> Float {
    let sign: Float = half >> 15 == 0 ? 1 : -1
    let exponent = Int(half >> 10 & 0x1F)
    let fraction = Float(half & 0x3FF)
    switch exponent {
    case 0: return sign * fraction * 0x1p-24
    case 31: return fraction == 0 ? sign * .infinity : .nan
    default:
      return sign * Float(sign: .plus, exponent: exponent - 15, significand: 1 + fraction / 1024)
    }
  }
}
