import ByteCoding

/// The elements of a tensor, in the type in which they are stored.
enum TensorElements: Hashable {
  case float32([Float])
  case int8([Int8])
  case int32([Int32])

  var count: Int {
    switch self {
    case .float32(let values): values.count
    case .int8(let values): values.count
    case .int32(let values): values.count
    }
  }

  var type: ElementType {
    switch self {
    case .float32: .float32
    case .int8: .int8
    case .int32: .int32
    }
  }

  /// Reads `count` elements, bit for bit.
  init(
    _ type: ElementType, count: Int, from reader: inout ByteReader
  ) throws(ByteCodingError) {
    switch type {
    case .float32: self = .float32(try reader.f32s(count, .little))
    case .int8: self = .int8(try reader.bytes(count).map(Int8.init(bitPattern:)))
    case .int32:
      var values: [Int32] = []
      for _ in 0..<count { values.append(Int32(bitPattern: try reader.u32(.little))) }
      self = .int32(values)
    }
  }

  /// Appends the elements as they are stored.
  func append(to writer: inout ByteWriter) {
    switch self {
    case .float32(let values): writer.append(f32s: values, .little)
    case .int8(let values): writer.append(bytes: values.map(UInt8.init(bitPattern:)))
    case .int32(let values):
      for value in values { writer.append(u32: UInt32(bitPattern: value), .little) }
    }
  }
}
