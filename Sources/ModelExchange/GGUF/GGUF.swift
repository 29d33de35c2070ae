import ByteCoding
import ModelFile

/// The tensor file of GGML and llama.cpp, version 3: typed values, a directory of tensors and
/// their bytes, all little-endian (`formats/exchange.md`, section "GGUF").
enum GGUF {
  /// What a file starts with.
  static let magic = Array("GGUF".utf8)
  /// The version that is written and read.
  static let version: UInt32 = 3
  /// The key of the alignment.
  static let alignmentKey = "general.alignment"
  /// Where tensors start: at multiples of a cache line.
  private static let alignment = 64

  /// The file of a model: texts in ascending order of their keys, tensors in that of their names.
  static func encode(_ model: Model, options: ExportOptions) -> [UInt8] {
    let arrays = NetworkArrays.arrays(model.network)
    let pairs = ExchangeMetadata(model).pairs(generator: options.generator)
    var writer = ByteWriter()
    writer.append(bytes: magic)
    writer.append(u32: version, .little)
    writer.append(u64: UInt64(arrays.count), .little)
    writer.append(u64: UInt64(pairs.count + 2), .little)
    writer.append(gguf: alignmentKey)
    writer.append(u32: GGUFValueType.uint32.rawValue, .little)
    writer.append(u32: UInt32(alignment), .little)
    for (key, value) in [(key: "general.architecture", value: "mnistkit")] + pairs {
      writer.append(gguf: key)
      writer.append(u32: GGUFValueType.string.rawValue, .little)
      writer.append(gguf: value)
    }
    var offset = 0
    for array in arrays {
      writer.append(gguf: array.name)
      writer.append(u32: UInt32(array.shape.count), .little)
      for size in array.shape.reversed() { writer.append(u64: UInt64(size), .little) }
      writer.append(u32: GGUFTensorType(array.elements).rawValue, .little)
      writer.append(u64: UInt64(offset), .little)
      offset += (array.byteCount + alignment - 1) / alignment * alignment
    }
    writer.pad(to: alignment)
    for array in arrays {
      writer.append(elements: array.elements)
      writer.pad(to: alignment)
    }
    return writer.bytes
  }

  /// The model in a file.
  static func decode(
    _ bytes: [UInt8], options: ImportOptions
  ) throws(ModelExchangeError) -> Model {
    var reader = GGUFReader(bytes)
    let counts = try reader.header()
    let values = try reader.values(counts.values)
    let tensors = try reader.tensors(counts.tensors)
    let directory = try GGUFDirectory(
      tensors, data: reader.position, alignment: values.alignment, fileBytes: bytes.count)
    try directory.checkPadding(bytes)
    return try ModelAssembly(format: .gguf, options: options)
      .model(
        try directory.arrays(bytes), leavingAside: directory.unread,
        try ExchangeMetadata(values.texts, format: .gguf))
  }
}

extension ByteWriter {
  /// Appends a text behind its length.
  fileprivate mutating func append(gguf text: String) {
    append(u64: UInt64(text.utf8.count), .little)
    append(utf8: text)
  }
}
