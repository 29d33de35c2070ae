import NeuralNet

/// The model file, version 1.1: bytes to ``Model`` and back.
///
/// `formats/model-file.md` is the authority. One model has exactly one byte string, and bytes that
/// are not a legal file are refused with a numbered, located error.
public enum ModelFile {
  /// The major version of the files that this library reads and writes.
  public static let majorVersion = Int(FileHeader.major)
  /// The highest minor version of the files that this library writes; each file says the lowest
  /// that can hold its model.
  public static let minorVersion = Int(FileHeader.minor)

  /// The file of a model.
  ///
  /// The result was read back, so a model whose parts do not fit each other, or whose numbers have
  /// no place in a file, is refused with the error that its file would be refused with.
  public static func encode(_ model: Model) throws(ModelFileError) -> [UInt8] {
    try checkPixelScale(model)
    let sections = try sections(of: model)
    let kind = Architecture(model.network).kind
    let bytes = Container.encode(sections, minor: kind.readerMinimum)
    _ = try decode(bytes)
    return bytes
  }

  /// The model in a file, after the checks of levels 0 to 3.
  ///
  /// - Parameter limit: the largest file that is read, in bytes.
  public static func decode(
    _ bytes: [UInt8], limit: Int = FormatLimits.modelBytes
  ) throws(ModelFileError) -> Model {
    let container = try Container(bytes, limit: limit)
    try container.checkDigests()
    let sections = try ModelSections(container)
    try sections.checkData(bytes)
    return try sections.model(bytes)
  }

  private static func sections(of model: Model) throws(ModelFileError) -> [Section] {
    let pixels = model.network.inputs
    let classes = model.network.classes
    var sections = TensorDirectory.encode(NetworkTensors.tensors(model.network))
    sections.append(
      Section(type: .architecture, bytes: Architecture(model.network).encoded()))
    sections.append(Section(type: .normalisation, bytes: InputSection.encode(model.input)))
    sections.append(Section(type: .labels, bytes: LabelSection.encode(model.labels)))
    if !model.card.isEmpty {
      sections.append(Section(type: .card, bytes: Array(model.card.utf8)))
    }
    if let metrics = model.metrics {
      sections.append(Section(type: .evaluation, bytes: EvaluationSection.encode(metrics)))
    }
    if !model.metadata.isEmpty {
      sections.append(Section(type: .metadata, bytes: model.metadata.encoded()))
    }
    if let provenance = model.provenance {
      sections.append(Section(type: .provenance, bytes: ProvenanceSection.encode(provenance)))
    }
    if !model.selfTest.samples.isEmpty {
      try checkSamples(model.selfTest, pixels: pixels, classes: classes)
      sections.append(
        Section(
          type: .selfTest,
          bytes: SelfTestSection.encode(model.selfTest, pixels: pixels, classes: classes)))
    }
    return sections + model.additionalSections
  }

  /// The file leaves out what a pixel is worth to a quantised network, because it follows from the
  /// normalisation; a network that was made for another one would come back changed.
  private static func checkPixelScale(_ model: Model) throws(ModelFileError) {
    guard let network = model.network.int8 else { return }
    let (expected, found) = (model.input.normalisation.pixelScale, network.layers[0].inputScale)
    guard expected == found else {
      throw ModelFileError(
        .scaleRange, section: .normalisation, at: 0, field: "input scale of layer 0",
        expected: "\(expected), that of the normalisation", found: "\(found)")
    }
  }

  /// The file holds one size for all samples, so another one cannot even be written.
  private static func checkSamples(
    _ selfTest: SelfTest, pixels: Int, classes: Int
  ) throws(ModelFileError) {
    for (index, sample) in selfTest.samples.enumerated()
    where sample.pixels.count != pixels || sample.logits.count != classes {
      throw ModelFileError(
        .sampleShape, section: .selfTest, at: 0, field: "sample \(index)",
        expected: "\(pixels) pixels and \(classes) logits",
        found: "\(sample.pixels.count) and \(sample.logits.count)")
    }
  }
}
