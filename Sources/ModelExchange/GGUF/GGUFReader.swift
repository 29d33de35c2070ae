import ByteCoding
import ModelFile

/// Reads the front of a file, up to its tensors' bytes.
struct GGUFReader {
  /// What the values say that matters here.
  struct Values {
    /// The values that are texts; all others are passed over.
    var texts: [String: String] = [:]
    /// What tensors' offsets are multiples of.
    var alignment = 32
  }

  /// The largest alignment: that of a large page of memory.
  private static let alignmentLimit: UInt32 = 1 << 21

  private var reader: ByteReader

  /// Starts at the beginning of a file.
  init(_ bytes: [UInt8]) {
    reader = ByteReader(bytes: bytes)
  }

  /// The offset of the next byte.
  var position: Int { reader.position }

  /// Reads magic, version and counts.
  mutating func header() throws(ModelExchangeError) -> (values: Int, tensors: Int) {
    let magic = try read("magic") { reader throws(ByteCodingError) in try reader.bytes(4) }
    guard magic == GGUF.magic else {
      throw fault(
        .ggufMagic, at: 0, field: "magic", expected: "GGUF",
        found: escaped(String(decoding: magic, as: UTF8.self)))
    }
    let version = try u32("version")
    guard version == GGUF.version else {
      // Files of the other byte order have the same magic; only small numbers tell them.
      let isSwapped = version != 0 && version.byteSwapped < 1 << 16
      throw fault(
        isSwapped ? .bigEndian : .ggufVersion, at: 4, field: "version",
        expected: "\(GGUF.version)",
        found: isSwapped ? "\(version.byteSwapped) with its bytes reversed" : "\(version)")
    }
    let tensors = try count("tensors", limit: FormatLimits.tensors, smallest: 24)
    let values = try count("values", limit: FormatLimits.values, smallest: 13)
    return (values, tensors)
  }

  /// Reads the typed values.
  mutating func values(_ count: Int) throws(ModelExchangeError) -> Values {
    var values = Values()
    var keys: Set<String> = []
    for index in 0..<count {
      let start = position
      let key = try text("key \(index)")
      guard keys.insert(key).inserted else {
        throw fault(
          .duplicateName, at: start, field: "key \(index)", expected: "a key of its own",
          found: escaped(key))
      }
      let field = "value of \(escaped(key))"
      let place = position
      let type = try valueType(field)
      if key == GGUF.alignmentKey {
        values.alignment = try alignment(type, at: place)
      } else if type == .string {
        values.texts[key] = try text(field)
      } else if type == .array {
        try skipArray(field)
      } else {
        try skip(type.byteCount ?? 0, field)
      }
    }
    return values
  }

  /// Reads the tensors' names, shapes, types and offsets.
  mutating func tensors(_ count: Int) throws(ModelExchangeError) -> [GGUFTensor] {
    var tensors: [GGUFTensor] = []
    var names: Set<String> = []
    for index in 0..<count {
      let start = position
      let name = try text("name of tensor \(index)")
      guard names.insert(name).inserted else {
        throw fault(
          .duplicateTensor, at: start, field: "tensor \(index)", expected: "a name of its own",
          found: escaped(name))
      }
      let field = escaped(name)
      let rank = try u32("dimensions of \(field)")
      guard (1...4).contains(rank) else {
        throw fault(
          .tensorShape, at: position - 4, field: "dimensions of \(field)", expected: "1 to 4",
          found: "\(rank)")
      }
      let place = position
      var shape: [Int] = []
      for _ in 0..<rank { shape.insert(Int(clamping: try u64("shape of \(field)")), at: 0) }
      let elementCount = try ElementCount.checked(
        shape, format: .gguf, at: place, field: "shape of \(field)")
      let type = try tensorType(field)
      tensors.append(
        GGUFTensor(
          name: name, shape: shape, elementCount: elementCount, type: type, entry: start,
          offset: try u64("offset of \(field)")))
    }
    return tensors
  }

  private mutating func alignment(
    _ type: GGUFValueType, at place: Int
  ) throws(ModelExchangeError) -> Int {
    guard type == .uint32 else {
      throw fault(
        .alignment, at: place, field: "type of \(GGUF.alignmentKey)", expected: "uint32",
        found: "\(type)")
    }
    let value = try u32(GGUF.alignmentKey)
    guard value.nonzeroBitCount == 1, value <= Self.alignmentLimit else {
      throw fault(
        .alignment, at: position - 4, field: GGUF.alignmentKey,
        expected: "a power of two up to \(Self.alignmentLimit)", found: "\(value)")
    }
    return Int(value)
  }

  private mutating func valueType(_ field: String) throws(ModelExchangeError) -> GGUFValueType {
    let code = try u32("type of the \(field)")
    guard let type = GGUFValueType(rawValue: code) else {
      throw fault(
        .valueType, at: position - 4, field: "type of the \(field)", expected: "0 to 12",
        found: "\(code)")
    }
    return type
  }

  private mutating func tensorType(_ field: String) throws(ModelExchangeError) -> GGUFTensorType {
    let code = try u32("type of \(field)")
    if let type = GGUFTensorType(rawValue: code) { return type }
    let name = GGUFTensorType.foreignName(code)
    throw fault(
      name == nil ? .elementType : .unsupportedType, at: position - 4, field: "type of \(field)",
      expected: "F32, F16, BF16, F64, I8 or I32", found: name ?? "\(code)")
  }

  private mutating func skipArray(_ field: String) throws(ModelExchangeError) {
    let type = try valueType(field)
    guard type != .array else {
      throw fault(
        .nestedArray, at: position - 4, field: field, expected: "an array of single values",
        found: "an array of arrays")
    }
    let count = try count("elements of the \(field)", smallest: type.byteCount ?? 8)
    if let byteCount = type.byteCount { return try skip(count * byteCount, field) }
    for _ in 0..<count { _ = try text(field) }
  }

  /// Reads a number of things, each of which takes at least `smallest` of the bytes that are left.
  private mutating func count(
    _ things: String, limit: Int = .max, smallest: Int
  ) throws(ModelExchangeError) -> Int {
    let value = try u64("number of \(things)")
    let most = min(limit, reader.remaining / smallest)
    guard let count = Int(exactly: value), count <= most else {
      throw fault(
        .tooMany, at: position - 8, field: "number of \(things)",
        expected: "at most \(most), which is what fits", found: "\(value)")
    }
    return count
  }

  private mutating func text(_ field: String) throws(ModelExchangeError) -> String {
    let count = try count("bytes of the \(field)", smallest: 1)
    let start = position
    let bytes = try read(field) { reader throws(ByteCodingError) in try reader.bytes(count) }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw fault(
        .invalidText, at: start, field: field, expected: "UTF-8", found: "other bytes")
    }
    return text
  }

  private mutating func u32(_ field: String) throws(ModelExchangeError) -> UInt32 {
    try read(field) { reader throws(ByteCodingError) in try reader.u32(.little) }
  }

  private mutating func u64(_ field: String) throws(ModelExchangeError) -> UInt64 {
    try read(field) { reader throws(ByteCodingError) in try reader.u64(.little) }
  }

  private mutating func skip(_ count: Int, _ field: String) throws(ModelExchangeError) {
    try read(field) { reader throws(ByteCodingError) in try reader.skip(count) }
  }

  private mutating func read<Value>(
    _ field: String, _ body: (inout ByteReader) throws(ByteCodingError) -> Value
  ) throws(ModelExchangeError) -> Value {
    do {
      return try body(&reader)
    } catch {
      throw fault(
        .fileCut, at: error.offset, field: field, expected: "more bytes",
        found: "\(reader.remaining)")
    }
  }

  private func fault(
    _ code: ModelExchangeError.Code, at offset: Int, field: String, expected: String,
    found: String
  ) -> ModelExchangeError {
    ModelExchangeError(.gguf, code, at: offset, field: field, expected: expected, found: found)
  }
}
