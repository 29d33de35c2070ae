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
    let architecture = try Architecture(
      &reader, readerMinimum: container.header.readerMinimum)
    self.architecture = architecture
    reader = container.reader(ModelSections.entry(container, .normalisation))
    input = try InputSection(&reader, inputs: architecture.inputs)
    reader = container.reader(ModelSections.entry(container, .labels))
    labels = try LabelSection.decode(&reader, classes: architecture.classes)
    reader = container.reader(ModelSections.entry(container, .tensorDirectory))
    directory = try TensorDirectory(
      &reader, data: ModelSections.entry(container, .data),
      types: architecture.kind.elementTypes)
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
    let layout = try input.layout(for: architecture.kind)
    var tensors: [Tensor] = []
    for entry in directory.entries {
      let tensor = directory.tensor(entry, file)
      try TensorValues.check(tensor, architecture.kind, at: directory.range(entry).lowerBound)
      tensors.append(tensor)
    }
    let network = try network(tensors, pixelScale: layout.normalisation.pixelScale)
    try evaluation?.checkValues(classes: architecture.classes)
    try selfTest?.checkValues()
    return Model(
      network: network, input: layout, labels: labels,
      selfTest: selfTest?.selfTest ?? SelfTest(), provenance: provenance,
      metrics: evaluation?.metrics, metadata: metadata, card: card,
      additionalSections: additional)
  }

  private func network(_ tensors: [Tensor], pixelScale: Float) throws(ModelFileError) -> Network {
    switch architecture.kind {
    case .perceptron: return .float32(NetworkTensors.network(tensors, architecture))
    case .quantisedPerceptron:
      let starts = Dictionary(
        uniqueKeysWithValues: directory.entries.map { ($0.name, directory.range($0).lowerBound) })
      try TensorValues.checkMultipliers(tensors, architecture, pixelScale: pixelScale) {
        starts[$0] ?? 0
      }
      return .int8(
        NetworkTensors.quantisedNetwork(tensors, architecture, pixelScale: pixelScale))
    }
  }
}
