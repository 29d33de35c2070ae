import ByteCoding
import ModelFile

extension ONNXConstant {
  /// The most dimensions of a tensor.
  private static let rankLimit = 8

  /// Reads a tensor's message.
  ///
  /// - Parameters:
  ///   - name: what the graph calls it.
  ///   - offset: where the message lies in the file, if that is known.
  init(_ tensor: ONNXTensor, name: String, offset: Int?) throws(ModelExchangeError) {
    let field = escaped(name)
    guard tensor.dataLocation == 0, tensor.externalData.isEmpty else {
      let path = tensor.externalData.first { $0.key == "location" }?.value ?? ""
      throw ModelExchangeError(
        .onnx, .externalData, at: offset, field: field, expected: "elements in the file itself",
        found: "the path \(escaped(path))")
    }
    guard let type = ONNXElementType(rawValue: tensor.dataType) else {
      throw ModelExchangeError(
        .onnx, .unsupportedType, at: offset, field: field,
        expected: "a number of 8, 32 or 64 bits, float16 or bfloat16",
        found: "data type \(tensor.dataType)")
    }
    let (shape, count) = try Self.shape(tensor, field, offset)
    self.name = name
    self.shape = shape
    self.offset = offset
    if tensor.hasRawData, let byteCount = type.byteCount {
      // Readers that look elsewhere would see another network.
      guard !tensor.hasTypedElements else {
        throw ModelExchangeError(
          .onnx, .tensorByteCount, at: offset, field: "elements of \(field)",
          expected: "raw_data or a typed field", found: "both")
      }
      guard tensor.rawData.count == count * byteCount else {
        throw ModelExchangeError(
          .onnx, .tensorByteCount, at: offset, field: "raw_data of \(field)",
          expected: "\(count * byteCount) bytes for \(shape)", found: "\(tensor.rawData.count)")
      }
      elements = try Self.elements(type, raw: Array(tensor.rawData), count, field, offset)
    } else {
      elements = try Self.elements(type, typed: tensor, field, offset)
    }
    guard elements.count == count else {
      throw ModelExchangeError(
        .onnx, .tensorByteCount, at: offset, field: "elements of \(field)",
        expected: "\(count) for \(shape)", found: "\(elements.count)")
    }
    if let floats, let bad = floats.firstIndex(where: { !$0.isFinite }) {
      throw ModelExchangeError(
        .onnx, .notFinite, at: offset, field: "\(field)[\(bad)]", expected: "a finite number",
        found: "\(floats[bad])")
    }
  }

  private static func shape(
    _ tensor: ONNXTensor, _ field: String, _ offset: Int?
  ) throws(ModelExchangeError) -> ([Int], Int) {
    guard tensor.dims.count <= rankLimit else {
      throw ModelExchangeError(
        .onnx, .tooMany, at: offset, field: "dimensions of \(field)",
        expected: "at most \(rankLimit)", found: "\(tensor.dims.count)")
    }
    var count = 1
    for size in tensor.dims {
      guard let size = Int(exactly: size), (0...FormatLimits.elements).contains(size),
        size == 0 || count <= FormatLimits.elements / size
      else {
        throw ModelExchangeError(
          .onnx, .elementCount, at: offset, field: "shape of \(field)",
          expected: "sizes whose product is at most \(FormatLimits.elements)",
          found: "\(tensor.dims)")
      }
      count *= size
    }
    return (tensor.dims.map(Int.init), count)
  }

  private static func elements(
    _ type: ONNXElementType, raw: [UInt8], _ count: Int, _ field: String, _ offset: Int?
  ) throws(ModelExchangeError) -> Elements {
    var reader = ByteReader(bytes: raw)
    do {
      guard let elementType = type.elementType else {
        guard type == .int64 else { return .int32(raw.map(Int32.init)) }
        var values: [Int64] = []
        values.reserveCapacity(count)
        for _ in 0..<count { values.append(Int64(bitPattern: try reader.u64(.little))) }
        return .int64(values)
      }
      return switch try elementType.elements(&reader, count: count, .little) {
      case .float32(let values): .float32(values)
      case .int8(let values): .int8(values)
      case .int32(let values): .int32(values)
      }
    } catch {
      throw ModelExchangeError(
        .onnx, .tensorByteCount, at: offset, field: "raw_data of \(field)",
        expected: "\(count) elements", found: "\(raw.count) bytes")
    }
  }

  /// The elements of the fields for each type; 8- and 16-bit types lie in the field of `int32`.
  private static func elements(
    _ type: ONNXElementType, typed tensor: ONNXTensor, _ field: String, _ offset: Int?
  ) throws(ModelExchangeError) -> Elements {
    switch type {
    case .float32: return .float32(tensor.floatData)
    case .float64: return .float32(tensor.doubleData.map { Float($0) })
    case .float16:
      return .float32(
        tensor.int32Data.map { ElementType.float(half: UInt16(truncatingIfNeeded: $0)) })
    case .bfloat16:
      return .float32(
        tensor.int32Data.map { Float(bitPattern: UInt32(truncatingIfNeeded: $0) << 16) })
    case .int8: return .int8(tensor.int32Data.map { Int8(truncatingIfNeeded: $0) })
    case .int32, .uint8, .bool: return .int32(tensor.int32Data)
    case .int64: return .int64(tensor.int64Data)
    case .string:
      var texts: [String] = []
      for bytes in tensor.stringData {
        guard let text = String(validating: bytes, as: UTF8.self) else {
          throw ModelExchangeError(
            .onnx, .invalidText, at: offset, field: field, expected: "UTF-8",
            found: "other bytes")
        }
        texts.append(text)
      }
      return .text(texts)
    }
  }
}

extension ONNXTensor {
  /// Whether any field but `raw_data` holds elements.
  fileprivate var hasTypedElements: Bool {
    !(floatData.isEmpty && doubleData.isEmpty && int32Data.isEmpty && int64Data.isEmpty
      && stringData.isEmpty)
  }
}
