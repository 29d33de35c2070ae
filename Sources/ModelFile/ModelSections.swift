import NeuralNet

/// A model file whose structure is checked: all sections but the tensors' values, as read.
struct ModelSections {
  private static let required: [SectionType] = [
    .architecture, .labels, .normalisation, .tensorDirectory, .data,
  ]

  let architecture: Architecture
  let input: InputSection
  let labels: [String]
  let directory: TensorDirectory
  private(set) var card = ""
  private(set) var evaluation: EvaluationSection?
  private(set) var metadata = TypedValues()
  private(set) var provenance: Provenance?
  private(set) var selfTest: SelfTestSection?
  private(set) var additional: [Section] = []

  /// Reads every section but `DATA` in the order of `formats/model-file.md`, section "Order of
  /// checks".
  init(_ container: Container) throws(ModelFileError) {
    if container.entry(.checkpoint) != nil {
      throw ModelFileError(
        .isCheckpoint, section: .checkpoint, at: FileHeader.byteCount, field: "section table",
        expected: "a model's sections", found: "\(SectionType.checkpoint)")
    }
    try container.checkSections(required: ModelSections.required)
    var reader = container.reader(ModelSections.entry(container, .architecture))
    let architecture = try Architecture(&reader)
    self.architecture = architecture
    reader = container.reader(ModelSections.entry(container, .normalisation))
    input = try InputSection(&reader, inputs: architecture.inputs)
    reader = container.reader(ModelSections.entry(container, .labels))
    labels = try LabelSection.decode(&reader, classes: architecture.classes)
    reader = container.reader(ModelSections.entry(container, .tensorDirectory))
    directory = try TensorDirectory(&reader, data: ModelSections.entry(container, .data))
    try NetworkTensors.check(directory, architecture)
    for entry in container.entries where !entry.type.isCritical {
      var reader = container.reader(entry)
      try readAncillary(&reader)
    }
  }

  private static func entry(_ container: Container, _ type: SectionType) -> SectionEntry {
    guard let entry = container.entry(type) else {
      preconditionFailure("section \(type) was checked to be there")
    }
    return entry
  }

  private mutating func readAncillary(_ reader: inout SectionReader) throws(ModelFileError) {
    let entry = reader.entry
    switch entry.type {
    case .card: card = try reader.text(entry.byteCount, "card", lines: true)
    case .evaluation:
      evaluation = try EvaluationSection(&reader, classes: architecture.classes)
    case .metadata: metadata = try TypedValues(&reader)
    case .provenance: provenance = try ProvenanceSection.decode(&reader)
    case .selfTest:
      selfTest = try SelfTestSection(
        &reader, pixels: architecture.inputs, classes: architecture.classes)
    default:
      guard entry.type.isSafeToCopy else { return }
      additional.append(
        Section(type: entry.type, bytes: try reader.bytes(entry.byteCount, "section")))
    }
  }

  /// Checks `DATA` against the directory.
  func checkData(_ file: [UInt8]) throws(ModelFileError) {
    try directory.checkPadding(file)
    try directory.checkDigest(file)
  }

  /// Checks all numbers and builds the model.
  func model(_ file: [UInt8]) throws(ModelFileError) -> Model {
    let layout = try input.layout()
    var tensors: [Tensor] = []
    for entry in directory.entries {
      let tensor = directory.tensor(entry, file)
      try TensorValues.check(
        tensor.values, tensor.name, section: .data, at: directory.range(entry).lowerBound)
      tensors.append(tensor)
    }
    try evaluation?.checkValues(classes: architecture.classes)
    try selfTest?.checkValues()
    return Model(
      network: NetworkTensors.network(tensors, architecture), input: layout, labels: labels,
      selfTest: selfTest?.selfTest ?? SelfTest(), provenance: provenance,
      metrics: evaluation?.metrics, metadata: metadata, card: card,
      additionalSections: additional)
  }
}
