import ByteCoding

/// The section `LABL`: the name of each class.
enum LabelSection {
  static func decode(
    _ reader: inout SectionReader, classes: Int
  ) throws(ModelFileError) -> [String] {
    let start = reader.position
    let count = try reader.u32("label count")
    guard Int(count) == classes, classes <= FormatLimits.labels else {
      throw reader.fault(
        .labelCount, at: start, "label count",
        expected: "\(classes), the network's classes, at most \(FormatLimits.labels)",
        found: "\(count)")
    }
    try reader.reserved()
    var labels: [String] = []
    // Bytes, not strings: two spellings that Unicode calls equivalent are two labels.
    var seen: Set<[UInt8]> = []
    for index in 0..<classes {
      let label = try decodeLabel(&reader, index)
      guard seen.insert(Array(label.utf8)).inserted else {
        throw reader.fault(
          .duplicateLabel, at: reader.position - label.utf8.count, "label \(index)",
          expected: "a label of its own", found: quoted(label))
      }
      labels.append(label)
    }
    try reader.finish()
    return labels
  }

  private static func decodeLabel(
    _ reader: inout SectionReader, _ index: Int
  ) throws(ModelFileError) -> String {
    let start = reader.position
    let length = try reader.u16("length of label \(index)")
    guard (1...FormatLimits.labelBytes).contains(Int(length)) else {
      throw reader.fault(
        .labelLength, at: start, "length of label \(index)",
        expected: "1 to \(FormatLimits.labelBytes) bytes", found: "\(length)")
    }
    return try reader.text(Int(length), "label \(index)")
  }

  static func encode(_ labels: [String]) -> [UInt8] {
    var writer = ByteWriter()
    writer.append(u32: UInt32(clamping: labels.count), .little)
    writer.append(u32: 0, .little)
    for label in labels {
      writer.append(u16: UInt16(clamping: label.utf8.count), .little)
      writer.append(utf8: label)
    }
    return writer.bytes
  }
}
