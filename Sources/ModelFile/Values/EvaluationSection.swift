/// The section `eVAL`: metrics as typed values.
package struct EvaluationSection: Hashable {
  package static let schema = ValueSchema([
    .init("accuracy", .double),
    .init("confusion", .counts, required: false),
    .init("count", .count),
    .init("data.sha256", .digest),
    .init("loss", .double),
  ])

  let metrics: Metrics
  private let entry: SectionEntry
  private let offsets: [String: Int]
  /// The confusion matrix row by row, as it stands in the file.
  private let confusion: [Int]?

  init(_ reader: inout SectionReader, classes: Int) throws(ModelFileError) {
    entry = reader.entry
    let (values, offsets) = try EvaluationSection.schema.decode(&reader)
    self.offsets = offsets
    guard let accuracy = values.double("accuracy"), let loss = values.double("loss"),
      let count = values.count("count"), let digest = values.digest("data.sha256")
    else { preconditionFailure("the schema requires these keys") }
    let confusion = values.counts("confusion")
    self.confusion = confusion
    let isSquare = confusion?.count == classes * classes
    metrics = Metrics(
      accuracy: accuracy, loss: loss, count: count,
      confusion: isSquare
        ? (0..<classes).map { Array((confusion ?? [])[$0 * classes..<($0 + 1) * classes]) } : [],
      dataSHA256: digest, additional: values.without(EvaluationSection.schema))
  }

  /// Checks that the metrics are possible ones.
  func checkValues(classes: Int) throws(ModelFileError) {
    if !(0...1).contains(metrics.accuracy) {
      throw fault("accuracy", expected: "0 to 1", found: "\(metrics.accuracy)")
    }
    if let confusion {
      guard confusion.count == classes * classes else {
        throw fault(
          "confusion", expected: "\(classes * classes) counts", found: "\(confusion.count)")
      }
      // Every count is below 2^53, so Float64 would do; the checked sum says so too.
      let total = confusion.reduce((sum: 0, overflow: false)) { total, count in
        let (sum, overflow) = total.sum.addingReportingOverflow(count)
        return (sum, total.overflow || overflow)
      }
      guard !total.overflow, total.sum == metrics.count else {
        throw fault("confusion", expected: "a sum of \(metrics.count)", found: "\(total.sum)")
      }
    }
    if metrics.loss < 0 {
      throw fault("loss", expected: "at least 0", found: "\(metrics.loss)")
    }
  }

  private func fault(_ key: String, expected: String, found: String) -> ModelFileError {
    ModelFileError(
      .metricRange, section: entry.type, at: offsets[key] ?? entry.offset, field: key,
      expected: expected, found: found)
  }

  static func encode(_ metrics: Metrics) -> [UInt8] {
    var values = TypedValues()
    values["accuracy"] = .double(metrics.accuracy)
    if !metrics.confusion.isEmpty {
      values["confusion"] = .unsignedList(
        metrics.confusion.joined().map { UInt64(clamping: $0) })
    }
    values.set("count", count: metrics.count)
    values["data.sha256"] = .bytes(metrics.dataSHA256.bytes)
    values["loss"] = .double(metrics.loss)
    values.merge(metrics.additional)
    return values.encoded()
  }
}
