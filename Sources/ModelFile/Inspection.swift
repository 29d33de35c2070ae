public import NeuralNet

/// What a model file says about itself, without its tensors' values.
public struct Inspection: Sendable, Hashable {
  /// A layer's widths and activation.
  public struct Layer: Sendable, Hashable {
    /// The width of its input.
    public let inputs: Int
    /// The width of its output.
    public let outputs: Int
    /// The function applied to each output.
    public let activation: Activation
  }

  /// The major version of the file.
  public let major: Int
  /// The minor version of the file.
  public let minor: Int
  /// The lowest minor version that a reader of the file must know.
  public let readerMinimum: Int
  /// The length of the file in bytes.
  public let fileByteCount: Int
  /// The sections in the order of the file, unknown ones included.
  public let sections: [SectionEntry]
  /// The kind of network.
  public let kind: NetworkKind
  /// The layers from input to output.
  public let layers: [Layer]
  /// What the network is fed.
  public let input: InputLayout
  /// The names of the classes.
  public let labels: [String]
  /// The tensors in the order of the file.
  public let tensors: [TensorEntry]
  /// The recorded SHA-256 of the tensors.
  public let tensorsSHA256: ContentDigest
  /// Inputs and the outputs that they must give.
  public let selfTest: SelfTest
  /// What the model was made from and how.
  public let provenance: Provenance?
  /// How well it did on test data.
  public let metrics: Metrics?
  /// Notes of the user.
  public let metadata: TypedValues
  /// The model card.
  public let card: String

  /// The number of weights and biases.
  public var parameterCount: Int { layers.reduce(0) { $0 + $1.outputs * ($1.inputs + 1) } }
  /// The multiply-adds of one dense forward pass.
  public var multiplyAdds: Int { layers.reduce(0) { $0 + $1.outputs * $1.inputs } }
  /// The widths from the input on, for example `[784, 128, 64, 10]`.
  public var widths: [Int] { layers.prefix(1).map(\.inputs) + layers.map(\.outputs) }

  init(_ container: Container) throws(ModelFileError) {
    let sections = try ModelSections(container)
    major = Int(FileHeader.major)
    minor = Int(container.header.minor)
    readerMinimum = Int(container.header.readerMinimum)
    fileByteCount = container.header.fileByteCount
    self.sections = container.entries
    kind = sections.architecture.kind
    layers = sections.architecture.layers.map {
      Layer(inputs: $0.inputs, outputs: $0.outputs, activation: $0.activation)
    }
    input = try sections.input.layout(for: kind)
    labels = sections.labels
    tensors = sections.directory.entries
    tensorsSHA256 = sections.directory.digest
    try sections.evaluation?.checkValues(classes: sections.architecture.classes)
    try sections.selfTest?.checkValues()
    selfTest = sections.selfTest?.selfTest ?? SelfTest()
    provenance = sections.provenance
    metrics = sections.evaluation?.metrics
    metadata = sections.metadata
    card = sections.card
  }
}
