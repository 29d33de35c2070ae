import ByteCoding

extension Safetensors {
  /// The file of tensors and texts, the latter in ascending order of their keys.
  ///
  /// The format allows no bytes between tensors. So that as many as possible start at a multiple
  /// of 64, those come first whose byte count has the greatest power of two, up to 64, for a
  /// divisor: each then starts at a multiple of its own. Equals come in the order of their names.
  /// The header is padded with spaces to where the first may start.
  static func encode(_ arrays: [NamedArray], _ metadata: [(key: String, value: String)]) -> [UInt8]
  {
    let ordered = arrays.sorted {
      ($1.alignment, $0.name) < ($0.alignment, $1.name)
    }
    let texts = metadata.map { "\(JSONLiteral.string($0.key)):\(JSONLiteral.string($0.value))" }
    var fields = ["\"\(metadataKey)\":{\(texts.joined(separator: ","))}"]
    var end = 0
    for array in ordered {
      let start = end
      end += array.byteCount
      let shape = array.shape.map(String.init).joined(separator: ",")
      fields.append(
        "\(JSONLiteral.string(array.name)):{\"dtype\":\"\(array.elements.safetensorsType)\","
          + "\"shape\":[\(shape)],\"data_offsets\":[\(start),\(end)]}")
    }
    var header = ByteWriter()
    header.append(utf8: "{\(fields.joined(separator: ","))}")
    while (lengthByteCount + header.count) % alignment != 0 { header.append(utf8: " ") }

    var file = ByteWriter(reserving: lengthByteCount + header.count + end)
    file.append(u64: UInt64(header.count), .little)
    file.append(bytes: header.bytes)
    for array in ordered { file.append(elements: array.elements) }
    return file.bytes
  }
}

extension NamedArray {
  /// The number of bytes of the elements.
  var byteCount: Int {
    switch elements {
    case .float32, .int32: elements.count * 4
    case .int8: elements.count
    }
  }

  /// The greatest power of two, up to 64, that divides the number of bytes.
  fileprivate var alignment: Int {
    1 << min(byteCount.trailingZeroBitCount, Safetensors.alignment.trailingZeroBitCount)
  }
}

extension NamedArray.Elements {
  fileprivate var safetensorsType: String {
    switch self {
    case .float32: "F32"
    case .int8: "I8"
    case .int32: "I32"
    }
  }
}

extension ByteWriter {
  /// Appends elements, the least significant byte of each first.
  mutating func append(elements: NamedArray.Elements) {
    switch elements {
    case .float32(let values): append(f32s: values, .little)
    case .int8(let values): append(bytes: values.map { UInt8(bitPattern: $0) })
    case .int32(let values):
      for value in values { append(u32: UInt32(bitPattern: value), .little) }
    }
  }
}
