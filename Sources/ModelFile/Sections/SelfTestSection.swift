import ByteCoding

/// The section `sELF`: counts, then all logits, then all pixels.
struct SelfTestSection: Hashable {
  private static let fixedByteCount = 16

  let selfTest: SelfTest
  private let entry: SectionEntry
  private let classes: Int

  init(
    _ reader: inout SectionReader, pixels: Int, classes: Int
  ) throws(ModelFileError) {
    entry = reader.entry
    self.classes = classes
    let start = reader.position
    let count = try reader.u32("sample count")
    guard (1...UInt32(FormatLimits.selfTestSamples)).contains(count) else {
      throw reader.fault(
        .sampleCount, at: start, "sample count", expected: "1 to \(FormatLimits.selfTestSamples)",
        found: "\(count)")
    }
    for (field, expected) in [("pixels of a sample", pixels), ("logits of a sample", classes)] {
      let offset = reader.position
      let found = try reader.u32(field)
      guard Int(found) == expected else {
        throw reader.fault(
          .sampleShape, at: offset, field, expected: "\(expected)", found: "\(found)")
      }
    }
    try reader.reserved()
    // At most 64 samples of 1,024 classes: the product does not overflow.
    let logits = try reader.f32s(Int(count) * classes, "logits")
    var samples: [SelfTest.Sample] = []
    for index in 0..<Int(count) {
      samples.append(
        SelfTest.Sample(
          pixels: try reader.bytes(pixels, "pixels of sample \(index)"),
          logits: Array(logits[index * classes..<(index + 1) * classes])))
    }
    try reader.finish()
    selfTest = SelfTest(samples: samples)
  }

  /// Checks that every logit is a number.
  func checkValues() throws(ModelFileError) {
    try TensorValues.check(
      selfTest.samples.flatMap(\.logits), "logits", section: entry.type,
      at: entry.offset + SelfTestSection.fixedByteCount)
  }

  /// Compares computed outputs, `[samples, classes]`, with the recorded ones.
  func check(_ logits: [Float]) throws(ModelFileError) {
    guard let mismatch = selfTest.firstMismatch(in: logits) else { return }
    let describe = { (value: Float) in "\(value) (\(hexadecimal(value.bitPattern)))" }
    let index = mismatch.sample * classes + mismatch.label
    throw ModelFileError(
      .selfTestMismatch, section: entry.type,
      at: entry.offset + SelfTestSection.fixedByteCount + 4 * index,
      field: "logit \(mismatch.label) of sample \(mismatch.sample)",
      expected: describe(mismatch.expected), found: mismatch.found.map(describe) ?? "nothing")
  }

  /// The section of a self-test whose samples all have the given sizes.
  static func encode(_ selfTest: SelfTest, pixels: Int, classes: Int) -> [UInt8] {
    var writer = ByteWriter()
    writer.append(u32: UInt32(clamping: selfTest.samples.count), .little)
    writer.append(u32: UInt32(clamping: pixels), .little)
    writer.append(u32: UInt32(clamping: classes), .little)
    writer.append(u32: 0, .little)
    for sample in selfTest.samples { writer.append(f32s: sample.logits, .little) }
    for sample in selfTest.samples { writer.append(bytes: sample.pixels) }
    return writer.bytes
  }
}
