internal import ByteCoding

extension ModelRecord {
  /// Reads the payload of an answer that lists models.
  public static func list(
    decoding payload: [UInt8], itemCount: UInt32
  ) throws(WireError) -> [ModelRecord] {
    var reader = PayloadReader(payload)
    var records: [ModelRecord] = []
    for _ in 0..<itemCount {
      var record = try reader.record()
      records.append(try ModelRecord(decoding: &record))
    }
    try reader.expectEnd()
    return records
  }

  /// The payload of an answer that lists models.
  public static func payload(_ records: [ModelRecord]) -> [UInt8] {
    var writer = ByteWriter(reserving: 128 * records.count)
    for record in records { writer.append { record.append(to: &$0) } }
    return writer.bytes
  }

  /// Reads the fields that this version knows.
  private init(decoding reader: inout PayloadReader) throws(WireError) {
    generation = try reader.u32()
    state = try reader.choice(State.self, .state)
    marks = Marks(rawValue: try reader.u8())
    let labelCount = try reader.u16()
    inputs = try reader.u32()
    classes = try reader.u32()
    try reader.reserved(4)
    fileByteCount = try reader.u64()
    loadedMilliseconds = try reader.u64()
    digest = try reader.bytes(32)
    name = try reader.text()
    version = try reader.text()
    var labels: [String] = []
    for _ in 0..<labelCount { labels.append(try reader.text()) }
    self.labels = labels
    reason = try reader.text()
  }

  private func append(to writer: inout ByteWriter) {
    precondition(digest.count == 32, "a digest has 32 bytes, found \(digest.count)")
    writer.append(u32: generation, .little)
    writer.append(u8: state.rawValue)
    writer.append(u8: marks.rawValue)
    writer.append(count: labels.count)
    writer.append(u32: inputs, .little)
    writer.append(u32: classes, .little)
    writer.append(u32: 0, .little)
    writer.append(u64: fileByteCount, .little)
    writer.append(u64: loadedMilliseconds, .little)
    writer.append(bytes: digest)
    writer.append(text: name)
    writer.append(text: version)
    for label in labels { writer.append(text: label) }
    writer.append(text: reason)
  }
}
