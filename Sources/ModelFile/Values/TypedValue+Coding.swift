import ByteCoding

extension TypedValue {
  /// Appends the value without its tag.
  func encode(to writer: inout ByteWriter) {
    switch self {
    case .unsigned(let value): writer.append(u64: value, .little)
    case .signed(let value): writer.append(u64: UInt64(bitPattern: value), .little)
    // Adding zero turns a negative zero, which has no place in a file, into zero.
    case .double(let value): writer.append(f64: value + 0, .little)
    case .boolean(let value): writer.append(u8: value ? 1 : 0)
    case .text(let value):
      writer.append(u32: UInt32(clamping: value.utf8.count), .little)
      writer.append(utf8: value)
    case .bytes(let value):
      writer.append(u32: UInt32(clamping: value.count), .little)
      writer.append(bytes: value)
    case .unsignedList(let values):
      writer.append(u32: UInt32(clamping: values.count), .little)
      for value in values { writer.append(u64: value, .little) }
    case .doubleList(let values):
      writer.append(u32: UInt32(clamping: values.count), .little)
      for value in values { writer.append(f64: value + 0, .little) }
    }
  }

  /// Reads tag and value.
  init(_ reader: inout SectionReader, _ key: String) throws(ModelFileError) {
    let start = reader.position
    let number = try reader.u8("type of \(key)")
    guard let tag = Tag(rawValue: number) else {
      throw reader.fault(
        .valueType, at: start, "type of \(key)", expected: "1 to \(Tag.allCases.count)",
        found: "\(number)")
    }
    switch tag {
    case .unsigned: self = .unsigned(try reader.u64(key))
    case .signed: self = .signed(Int64(bitPattern: try reader.u64(key)))
    case .double: self = .double(try TypedValue.double(&reader, key))
    case .boolean: self = .boolean(try TypedValue.boolean(&reader, key))
    case .text: self = .text(try reader.text(Int(try reader.u32("length of \(key)")), key))
    case .bytes: self = .bytes(try reader.bytes(Int(try reader.u32("length of \(key)")), key))
    case .unsignedList:
      var values: [UInt64] = []
      for _ in 0..<(try reader.u32("count of \(key)")) { values.append(try reader.u64(key)) }
      self = .unsignedList(values)
    case .doubleList:
      var values: [Double] = []
      for _ in 0..<(try reader.u32("count of \(key)")) {
        values.append(try TypedValue.double(&reader, key))
      }
      self = .doubleList(values)
    }
  }

  private static func double(
    _ reader: inout SectionReader, _ key: String
  ) throws(ModelFileError) -> Double {
    let start = reader.position
    let value = Double(bitPattern: try reader.u64(key))
    guard value.isFinite, value != 0 || value.sign == .plus else {
      throw reader.fault(
        .number, at: start, key, expected: "a finite number, no negative zero", found: "\(value)")
    }
    return value
  }

  private static func boolean(
    _ reader: inout SectionReader, _ key: String
  ) throws(ModelFileError) -> Bool {
    let start = reader.position
    let value = try reader.u8(key)
    guard value <= 1 else {
      throw reader.fault(.boolean, at: start, key, expected: "0 or 1", found: "\(value)")
    }
    return value == 1
  }
}
