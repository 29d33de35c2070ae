import ByteCoding

/// The header of a safetensors file, checked: the tensors fill the rest of the file exactly.
struct SafetensorsHeader {
  /// The texts of `__metadata__`.
  let metadata: [String: String]
  /// The tensors in the order of their bytes.
  private let tensors: [Tensor]

  /// A tensor's place.
  private struct Tensor {
    let name: String
    let type: ElementType
    let shape: [Int]
    let elementCount: Int
    /// Where its bytes are in the file.
    let range: Range<Int>
  }

  /// Reads the header of a file.
  init(_ bytes: [UInt8]) throws(ModelExchangeError) {
    let header = try SafetensorsHeader.range(bytes)
    let fields = try JSONText(
      Array(bytes[header]), format: .safetensors, field: "header", at: header.lowerBound
    ).decode(SafetensorsFields.self)
    metadata = fields.metadata
    var tensors: [Tensor] = []
    for (name, field) in fields.tensors.sorted(by: { $0.key < $1.key }) {
      tensors.append(try SafetensorsHeader.tensor(name, field, bytes, data: header.upperBound))
    }
    tensors.sort {
      ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
    }
    try SafetensorsHeader.checkOrder(tensors, data: header.upperBound..<bytes.count)
    self.tensors = tensors
  }

  /// The tensors' elements.
  func arrays(_ bytes: [UInt8]) throws(ModelExchangeError) -> [NamedArray] {
    var reader = ByteReader(bytes: bytes)
    var arrays: [NamedArray] = []
    for tensor in tensors {
      do {
        try reader.seek(to: tensor.range.lowerBound)
        arrays.append(
          NamedArray(
            name: tensor.name, shape: tensor.shape,
            elements: try tensor.type.elements(&reader, count: tensor.elementCount, .little),
            offset: tensor.range.lowerBound))
      } catch {
        preconditionFailure("tensor \(tensor.name) was checked to be within the file: \(error)")
      }
    }
    return arrays
  }

  /// Where the header's text is.
  private static func range(_ bytes: [UInt8]) throws(ModelExchangeError) -> Range<Int> {
    var reader = ByteReader(bytes: bytes)
    guard let length = try? reader.u64(.little) else {
      // The only fault of a read is that bytes are missing.
      throw fault(
        .fileCut, at: bytes.count, field: "header length",
        expected: "\(Safetensors.lengthByteCount) bytes", found: "\(bytes.count)")
    }
    guard length > 0 else {
      throw fault(.headerEmpty, at: 0, field: "header length", expected: "at least 2", found: "0")
    }
    guard length <= UInt64(Safetensors.headerLimit) else {
      throw fault(
        .headerTooLong, at: 0, field: "header length",
        expected: "at most \(Safetensors.headerLimit)", found: "\(length)")
    }
    guard Int(length) <= reader.remaining else {
      throw fault(
        .headerPastEnd, at: 0, field: "header length", expected: "at most \(reader.remaining)",
        found: "\(length)")
    }
    let range = reader.position..<reader.position + Int(length)
    guard bytes[range.lowerBound] == UInt8(ascii: "{") else {
      throw fault(
        .headerStart, at: range.lowerBound, field: "header", expected: "{",
        found: escaped(String(UnicodeScalar(bytes[range.lowerBound]))))
    }
    guard bytes[range.upperBound - 1] != 0 else {
      throw fault(
        .headerPadding, at: range.upperBound - 1, field: "end of the header",
        expected: "} or a space",
        found: "NUL")
    }
    return range
  }

  /// Checks one tensor's field by itself.
  private static func tensor(
    _ name: String, _ field: SafetensorsFields.Tensor, _ bytes: [UInt8], data: Int
  ) throws(ModelExchangeError) -> Tensor {
    let place = Safetensors.lengthByteCount
    guard let type = try elementType(field.dtype, name) else {
      throw fault(
        .elementType, at: place, field: "dtype of \(escaped(name))",
        expected: "F16, BF16, F32, F64, I8 or I32", found: escaped(field.dtype))
    }
    let count = try ElementCount.checked(
      field.shape, format: .safetensors, at: place, field: "shape of \(escaped(name))")
    let offsets = field.dataOffsets
    guard offsets.count == 2, offsets[0] >= 0, offsets[0] <= offsets[1] else {
      throw fault(
        .tensorOffsets, at: place, field: "data_offsets of \(escaped(name))",
        expected: "a start and an end that is not before it", found: escaped("\(offsets.prefix(3))")
      )
    }
    guard offsets[1] <= bytes.count - data else {
      throw fault(
        .tensorPastEnd, at: place, field: "data_offsets of \(escaped(name))",
        expected: "at most \(bytes.count - data)", found: "\(offsets[1])")
    }
    // At most 2^28 elements of 8 bytes.
    guard offsets[1] - offsets[0] == count * type.byteCount else {
      throw fault(
        .tensorByteCount, at: place, field: "data_offsets of \(escaped(name))",
        expected: "\(count * type.byteCount) bytes for \(field.shape) of \(field.dtype)",
        found: "\(offsets[1] - offsets[0])")
    }
    return Tensor(
      name: name, type: type, shape: field.shape, elementCount: count,
      range: data + offsets[0]..<data + offsets[1])
  }

  /// The type of a name; `nil` for an unknown one.
  private static func elementType(
    _ name: String, _ tensor: String
  ) throws(ModelExchangeError) -> ElementType? {
    switch name {
    case "F16": return .float16
    case "BF16": return .bfloat16
    case "F32": return .float32
    case "F64": return .float64
    case "I8": return .int8
    case "I32": return .int32
    case "BOOL", "U8", "I16", "U16", "U32", "I64", "U64", "F4", "F6_E2M3", "F6_E3M2", "F8_E4M3",
      "F8_E5M2", "F8_E8M0", "C64":
      throw fault(
        .unsupportedType, at: Safetensors.lengthByteCount, field: "dtype of \(escaped(tensor))",
        expected: "F16, BF16, F32, F64, I8 or I32", found: name)
    default: return nil
    }
  }

  /// Checks that the tensors follow each other and fill the data.
  private static func checkOrder(
    _ tensors: [Tensor], data: Range<Int>
  ) throws(ModelExchangeError) {
    var end = data.lowerBound
    for tensor in tensors {
      guard tensor.range.lowerBound == end else {
        throw fault(
          tensor.range.lowerBound < end ? .tensorOverlap : .tensorHole, at: end,
          field: "data_offsets of \(escaped(tensor.name))",
          expected: "\(end - data.lowerBound)",
          found: "\(tensor.range.lowerBound - data.lowerBound)")
      }
      end = tensor.range.upperBound
    }
    guard end == data.upperBound else {
      throw fault(
        .tensorHole, at: end, field: "end of the last tensor",
        expected: "\(data.count), the end of the file", found: "\(end - data.lowerBound)")
    }
  }

  private static func fault(
    _ code: ModelExchangeError.Code, at offset: Int, field: String, expected: String, found: String
  ) -> ModelExchangeError {
    ModelExchangeError(
      .safetensors, code, at: offset, field: field, expected: expected, found: found)
  }
}
