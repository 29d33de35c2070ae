import ByteCoding

extension TypedValues {
  /// The bytes of a section that holds these values.
  func encoded() -> [UInt8] {
    var writer = ByteWriter()
    writer.append(u32: UInt32(clamping: count), .little)
    writer.append(u32: 0, .little)
    for key in keys {
      guard let value = self[key] else { continue }
      writer.append(u8: UInt8(key.utf8.count))
      writer.append(utf8: key)
      writer.append(u8: value.tag.rawValue)
      value.encode(to: &writer)
    }
    return writer.bytes
  }

  /// Reads a section of typed values to its end.
  ///
  /// - Parameter located: is told the offset of each entry's type byte.
  init(
    _ reader: inout SectionReader, located: (_ key: String, _ tagOffset: Int) -> Void = { _, _ in }
  ) throws(ModelFileError) {
    self.init()
    let start = reader.position
    let count = try reader.u32("value count")
    guard (1...UInt32(FormatLimits.values)).contains(count) else {
      throw reader.fault(
        .valueCount, at: start, "value count", expected: "1 to \(FormatLimits.values)",
        found: "\(count)")
    }
    try reader.reserved()
    var previous: String?
    for _ in 0..<count {
      let key = try TypedValues.decodeKey(&reader, after: previous)
      located(key, reader.position)
      self[key] = try TypedValue(&reader, key)
      previous = key
    }
    try reader.finish()
  }

  private static func decodeKey(
    _ reader: inout SectionReader, after previous: String?
  ) throws(ModelFileError) -> String {
    let start = reader.position
    let length = try reader.u8("key length")
    guard (1...FormatLimits.nameBytes).contains(Int(length)) else {
      throw reader.fault(
        .keyLength, at: start, "key length", expected: "1 to \(FormatLimits.nameBytes)",
        found: "\(length)")
    }
    let key = try reader.name(Int(length), .keyCharacter, "key")
    guard let previous, key <= previous else { return key }
    throw reader.fault(
      key == previous ? .duplicateKey : .keyOrder, at: start + 1, "key",
      expected: "a key after \(previous)", found: key)
  }
}
