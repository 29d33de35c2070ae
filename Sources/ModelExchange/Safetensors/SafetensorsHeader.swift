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
    /// What its bytes are, or the error of a type that is not read.
    let content: Result<Content, ModelExchangeError>
    /// Where its bytes are in the file.
    let range: Range<Int>
  }

  /// What the bytes of a tensor are.
  private struct Content {
    let type: ElementType
    let shape: [Int]
    let elementCount: Int
  }

  /// Reads the header of a file.
  init(_ bytes: [UInt8]) throws(ModelExchangeError) {
    let header = try SafetensorsHeader.range(bytes)
    let fields = try SafetensorsFields(
      JSONText(
        Array(bytes[header]), format: .safetensors, field: "the header", at: header.lowerBound))
    metadata = fields.metadata
    var tensors: [Tensor] = []
    for field in fields.tensors {
      tensors.append(try SafetensorsHeader.tensor(field, data: header.upperBound..<bytes.count))
    }
    tensors.sort {
      ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
    }
    try SafetensorsHeader.checkOrder(tensors, data: header.upperBound..<bytes.count)
    self.tensors = tensors
  }

  /// The tensors of types that are not read.
  var unread: [UnreadArray] {
    tensors.compactMap { tensor in
      guard case .failure(let fault) = tensor.content else { return nil }
      return UnreadArray(name: tensor.name, fault: fault)
    }
  }

  /// The elements of the other tensors.
  func arrays(_ bytes: [UInt8]) -> [NamedArray] {
    var reader = ByteReader(bytes: bytes)
    var arrays: [NamedArray] = []
    for tensor in tensors {
      guard case .success(let content) = tensor.content else { continue }
      do {
        try reader.seek(to: tensor.range.lowerBound)
        arrays.append(
          NamedArray(
            name: tensor.name, shape: content.shape,
            elements: try content.type.elements(&reader, count: content.elementCount, .little),
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
    _ field: SafetensorsFields.Tensor, data: Range<Int>
  ) throws(ModelExchangeError) -> Tensor {
    let (name, place) = (escaped(field.name), field.value.offset)
    let offsets = field.dataOffsets
    guard offsets.count == 2, offsets[0] >= 0, offsets[0] <= offsets[1] else {
      throw fault(
        .tensorOffsets, at: place, field: "data_offsets of \(name)",
        expected: "a start and an end that is not before it", found: escaped("\(offsets.prefix(3))")
      )
    }
    guard offsets[1] <= data.count else {
      throw fault(
        .tensorPastEnd, at: place, field: "data_offsets of \(name)",
        expected: "at most \(data.count)", found: "\(offsets[1])")
    }
    let range = data.lowerBound + offsets[0]..<data.lowerBound + offsets[1]
    let type: ElementType
    switch elementType(field) {
    case .success(let known): type = known
    case .failure(let fault):
      // How many bytes it should have is not known; whether they are its own is checked.
      return Tensor(name: field.name, content: .failure(fault), range: range)
    }
    let count = try ElementCount.checked(
      field.shape, format: .safetensors, at: place, field: "shape of \(name)")
    // At most 2^28 elements of 8 bytes.
    guard range.count == count * type.byteCount else {
      throw fault(
        .tensorByteCount, at: place, field: "data_offsets of \(name)",
        expected: "\(count * type.byteCount) bytes for \(field.shape) of \(field.type)",
        found: "\(range.count)")
    }
    return Tensor(
      name: field.name,
      content: .success(Content(type: type, shape: field.shape, elementCount: count)),
      range: range)
  }

  /// The type of a tensor's elements, or the error of one that is not read.
  private static func elementType(
    _ field: SafetensorsFields.Tensor
  ) -> Result<ElementType, ModelExchangeError> {
    let types: [String: ElementType] = [
      "F16": .float16, "BF16": .bfloat16, "F32": .float32, "F64": .float64, "I8": .int8,
      "I32": .int32,
    ]
    if let type = types[field.type] { return .success(type) }
    let foreign: Set = [
      "BOOL", "U8", "I16", "U16", "U32", "I64", "U64", "F4", "F6_E2M3", "F6_E3M2", "F8_E4M3",
      "F8_E5M2", "F8_E8M0", "C64",
    ]
    return .failure(
      fault(
        foreign.contains(field.type) ? .unsupportedType : .elementType, at: field.value.offset,
        field: "dtype of \(escaped(field.name))", expected: "F16, BF16, F32, F64, I8 or I32",
        found: escaped(field.type)))
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
    _ code: ModelExchangeError.Code, at offset: Int?, field: String, expected: String, found: String
  ) -> ModelExchangeError {
    ModelExchangeError(
      .safetensors, code, at: offset, field: field, expected: expected, found: found)
  }
}
