import ModelFile
import NeuralNet

extension ExchangeMetadata {
  /// The version of the keys.
  private static let version = "1"

  /// A key with what all of them start with.
  private static func key(_ name: String) -> String { "mnistkit.\(name)" }

  /// The metadata as texts in ascending order of their keys.
  ///
  /// - Parameter generator: the program that writes, with its version.
  func pairs(generator: String) -> [(key: String, value: String)] {
    let values: [String: String?] = [
      "version": ExchangeMetadata.version,
      "generator": generator,
      "tensors_sha256": tensorsSHA256,
      "rows": rows.map(String.init),
      "columns": columns.map(String.init),
      "mean": normalisation.map { "\($0.mean)" },
      "standard_deviation": normalisation.map { "\($0.standardDeviation)" },
      "labels": labels.map(JSONLiteral.array),
      "activations": activations.map { $0.map { "\($0)" }.joined(separator: ",") },
    ]
    return values.compactMap { name, value in
      value.map { (key: ExchangeMetadata.key(name), value: $0) }
    }
    .sorted { $0.key < $1.key }
  }

  /// Reads metadata; keys of others are passed over, and without a version all are.
  ///
  /// - Parameter pairs: the texts by their keys.
  init(_ pairs: [String: String], format: ExchangeFormat) throws(ModelExchangeError) {
    self.init()
    func value(_ name: String) -> String? { pairs[ExchangeMetadata.key(name)] }
    func fault(_ name: String, _ expected: String) -> ModelExchangeError {
      ModelExchangeError(
        format, .metadataValue, field: ExchangeMetadata.key(name), expected: expected,
        found: value(name).map { escaped($0) } ?? "none")
    }
    func side(_ name: String) throws(ModelExchangeError) -> Int? {
      guard let text = value(name) else { return nil }
      guard let side = Int(text), side > 0, "\(side)" == text else {
        throw fault(name, "a whole number above 0")
      }
      return side
    }
    func number(_ name: String) throws(ModelExchangeError) -> Float? {
      guard let text = value(name) else { return nil }
      guard let number = Float(text), number.isFinite else { throw fault(name, "a finite number") }
      return number
    }

    guard let version = value("version") else { return }
    guard version == ExchangeMetadata.version else {
      throw ModelExchangeError(
        format, .metadataVersion, field: ExchangeMetadata.key("version"),
        expected: ExchangeMetadata.version, found: escaped(version))
    }
    tensorsSHA256 = value("tensors_sha256")
    (rows, columns) = (try side("rows"), try side("columns"))
    guard (rows == nil) == (columns == nil) else {
      throw fault(rows == nil ? "rows" : "columns", "rows and columns, or neither")
    }
    let (mean, deviation) = (try number("mean"), try number("standard_deviation"))
    if mean != nil || deviation != nil {
      guard let mean, let deviation,
        let normalisation = PixelNormalisation(mean: mean, standardDeviation: deviation)
      else {
        throw fault(
          "standard_deviation", "a mean and a deviation above 0 that give finite inputs")
      }
      self.normalisation = normalisation
    }
    if let text = value("labels") {
      labels = try ExchangeMetadata.labels(
        JSONText(Array(text.utf8), format: format, field: ExchangeMetadata.key("labels")))
    }
    if let text = value("activations") {
      let names = text.split(separator: ",", omittingEmptySubsequences: false)
      let known = names.compactMap { name in Activation.allCases.first { "\($0)" == name } }
      guard known.count == names.count else { throw fault("activations", "relu or identity") }
      activations = known
    }
  }

  private static func labels(_ text: JSONText) throws(ModelExchangeError) -> [String] {
    try JSONValue(text).array(atMost: FormatLimits.labels) { scanner throws(ModelExchangeError) in
      try scanner.string()
    }
  }
}
