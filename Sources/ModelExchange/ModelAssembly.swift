import ModelFile
import NeuralNet

/// Makes a model of what an importer has read: tensors, metadata, and what the caller adds.
struct ModelAssembly {
  let format: ExchangeFormat
  let options: ImportOptions

  /// The model of a file's tensors.
  ///
  /// What the caller says comes before what the metadata say. The recorded digest, where there is
  /// one, is that of the tensors as this project names them, whatever the file calls them.
  ///
  /// - Parameter unread: the tensors that cannot be read, so that no layer may want them.
  func model(
    _ arrays: [NamedArray], leavingAside unread: [UnreadArray] = [], _ metadata: ExchangeMetadata
  ) throws(ModelExchangeError) -> Model {
    let grouping = LayerGrouping(format: format, wanted: options.layers)
    if let wanted = unread.first(where: grouping.wants) { throw wanted.fault }
    guard let normalisation = options.normalisation ?? metadata.normalisation else {
      throw ModelExchangeError(
        format, .normalisationMissing, field: "normalisation",
        expected: "mean and standard deviation", found: "none")
    }
    let network = try NetworkAssembly(
      format: format, layers: try grouping.layers(arrays),
      isOrderGiven: options.layers != nil, activations: metadata.activations,
      normalisation: normalisation
    ).network()
    if case .int8 = network { try checkRecorded(metadata) }
    let (rows, columns) = try sides(network.inputs, metadata)
    let labels =
      options.labels ?? metadata.labels ?? (0..<network.classes).map(String.init)
    try checkLabels(labels, classes: network.classes)
    let model = Model(
      network: network,
      input: InputLayout(rows: rows, columns: columns, normalisation: normalisation),
      labels: labels)
    if let recorded = metadata.tensorsSHA256, recorded != "\(model.tensorsSHA256)" {
      throw ModelExchangeError(
        format, .tensorsDigest, field: "tensors SHA-256", expected: escaped(recorded),
        found: "\(model.tensorsSHA256)")
    }
    return model
  }

  /// Refuses another normalisation than the recorded one for a network of 8-bit integers.
  ///
  /// Its first layer's biases hold the mean, and its scales the deviation: both are settled.
  private func checkRecorded(_ metadata: ExchangeMetadata) throws(ModelExchangeError) {
    guard let given = options.normalisation, let recorded = metadata.normalisation,
      given != recorded
    else { return }
    throw ModelExchangeError(
      format, .normalisationConflict, field: "normalisation",
      expected: "\(recorded.mean),\(recorded.standardDeviation), which the file records",
      found: "\(given.mean),\(given.standardDeviation)")
  }

  /// The rows and columns of an image; without metadata an image is square.
  private func sides(
    _ inputs: Int, _ metadata: ExchangeMetadata
  ) throws(ModelExchangeError) -> (rows: Int, columns: Int) {
    if let rows = metadata.rows, let columns = metadata.columns {
      guard rows > 0, columns > 0, inputs.isMultiple(of: rows), inputs / rows == columns else {
        throw ModelExchangeError(
          format, .inputShape, field: "rows and columns",
          expected: "a product of \(inputs), the network's inputs", found: "\(rows) x \(columns)")
      }
      return (rows, columns)
    }
    // At most 65,536 inputs: the root of a square is exact.
    let side = Int(Double(inputs).squareRoot())
    guard side * side == inputs else {
      throw ModelExchangeError(
        format, .inputShape, field: "inputs of the first layer",
        expected: "a square number, or rows and columns in the file", found: "\(inputs)")
    }
    return (side, side)
  }

  /// The rules of the model file for labels (`formats/model-file.md`, section `LABL`).
  private func checkLabels(_ labels: [String], classes: Int) throws(ModelExchangeError) {
    guard labels.count == classes else {
      throw ModelExchangeError(
        format, .labels, field: "labels", expected: "\(classes), one for each class",
        found: "\(labels.count)")
    }
    var seen: Set<[UInt8]> = []
    for (index, label) in labels.enumerated() {
      let isLegal =
        (1...FormatLimits.labelBytes).contains(label.utf8.count)
        && label.unicodeScalars.allSatisfy { $0.isAllowed(lines: false) }
      guard isLegal, seen.insert(Array(label.utf8)).inserted else {
        throw ModelExchangeError(
          format, .labels, field: "label \(index)",
          expected: "1 to \(FormatLimits.labelBytes) bytes without control characters, once",
          found: escaped(label))
      }
    }
  }
}
