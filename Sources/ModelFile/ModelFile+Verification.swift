import NeuralNet

extension ModelFile {
  /// Verifies a file level by level, and stops at the first level that fails.
  ///
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - level: the last level to reach; ``Verification/Level/accuracy`` is for the caller to add.
  ///   - limit: the largest file that is read, in bytes.
  ///   - logits: runs the model on images, `[count, rows * columns]`, and gives its outputs,
  ///     `[count, classes]`; called once, by level 4, where the file has samples.
  public static func verify(
    _ bytes: [UInt8], through level: Verification.Level = .selfTest,
    limit: Int = FormatLimits.modelBytes,
    logits: (_ model: Model, _ pixels: [UInt8], _ count: Int) -> [Float]
  ) -> Verification {
    var result = Verification()
    do {
      try verify(bytes, through: level, limit: limit, logits: logits, into: &result)
    } catch {
      result.outcomes.append(Verification.Outcome(error.code.level, failed: error))
    }
    return result
  }

  private static func verify(
    _ bytes: [UInt8], through level: Verification.Level, limit: Int,
    logits: (_ model: Model, _ pixels: [UInt8], _ count: Int) -> [Float],
    into result: inout Verification
  ) throws(ModelFileError) {
    let container = try Container(bytes, limit: limit)
    let header = container.header
    result.pass(
      .container,
      "version \(FileHeader.major).\(header.minor), \(container.entries.count) sections, "
        + "\(bytes.count) bytes")

    guard level >= .digests else { return }
    try container.checkDigests()
    result.pass(.digests, "CRC-32 of \(container.entries.count) sections and SHA-256 are right")

    guard level >= .structure else { return }
    let sections = try ModelSections(container)
    try sections.checkData(bytes)
    let widths = [sections.architecture.inputs] + sections.architecture.layers.map(\.outputs)
    result.pass(
      .structure,
      "\(widths.map(String.init).joined(separator: "-")), \(sections.labels.count) labels, "
        + "\(sections.directory.entries.count) tensors")

    guard level >= .values else { return }
    let model = try sections.model(bytes)
    result.model = model
    result.pass(
      .values,
      "\(model.network.parameterCount) parameters are "
        + (model.network.int8 == nil ? "finite" : "within their ranges"),
      ParameterWarnings.all(model)
    )

    guard level >= .selfTest else { return }
    guard let selfTest = sections.selfTest else {
      result.pass(.selfTest, "the file has no samples", ["nothing was tested"])
      return
    }
    let count = model.selfTest.samples.count
    try selfTest.check(logits(model, model.selfTest.pixels, count))
    result.pass(.selfTest, "\(count) samples give the recorded outputs, bit for bit")
  }
}

extension Verification {
  fileprivate mutating func pass(_ level: Level, _ message: String, _ warnings: [String] = []) {
    outcomes.append(Outcome(level, passed: message, warnings: warnings))
  }
}
