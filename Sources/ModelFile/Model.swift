public import NeuralNet

/// A trained network with everything that using it needs: what a model file holds.
public struct Model: Sendable, Hashable {
  /// The layers and their parameters.
  public var network: Network
  /// What the network is fed.
  public var input: InputLayout
  /// The name of each class, in the order of the network's outputs.
  public var labels: [String]
  /// Inputs and the outputs that they must give.
  public var selfTest: SelfTest
  /// What the model was made from and how.
  public var provenance: Provenance?
  /// How well it did on test data.
  public var metrics: Metrics?
  /// Notes of the user.
  public var metadata: TypedValues
  /// The model card, Markdown; an empty card is none.
  public var card: String
  /// Ancillary sections that this version does not know and may copy.
  public var additionalSections: [Section]

  /// Creates a model.
  ///
  /// Whether the parts fit each other is checked when the model is encoded.
  public init(
    network: Network, input: InputLayout, labels: [String], selfTest: SelfTest = SelfTest(),
    provenance: Provenance? = nil, metrics: Metrics? = nil,
    metadata: TypedValues = TypedValues(), card: String = "",
    additionalSections: [Section] = []
  ) {
    self.network = network
    self.input = input
    self.labels = labels
    self.selfTest = selfTest
    self.provenance = provenance
    self.metrics = metrics
    self.metadata = metadata
    self.card = card
    self.additionalSections = additionalSections
  }

  /// Creates a model of a network in floating point.
  public init(
    network: MLP, input: InputLayout, labels: [String], selfTest: SelfTest = SelfTest(),
    provenance: Provenance? = nil, metrics: Metrics? = nil,
    metadata: TypedValues = TypedValues(), card: String = "",
    additionalSections: [Section] = []
  ) {
    self.init(
      network: .float32(network), input: input, labels: labels, selfTest: selfTest,
      provenance: provenance, metrics: metrics, metadata: metadata, card: card,
      additionalSections: additionalSections)
  }

  /// The SHA-256 of the parameters alone: equal for equal tensors, whatever else the files say.
  public var tensorsSHA256: ContentDigest {
    TensorsDigest.compute(NetworkTensors.tensors(network))
  }
}
