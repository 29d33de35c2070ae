import ByteCoding
import NeuralNet

/// The section `ARCH`: the layers' widths and activations, without their parameters.
struct Architecture: Hashable {
  /// One layer's description.
  struct Layer: Hashable {
    let inputs: Int
    let outputs: Int
    let activation: Activation
  }

  /// The loss: softmax cross-entropy, the only one.
  private static let softmaxCrossEntropy: UInt32 = 1

  let kind: NetworkKind
  let layers: [Layer]

  var inputs: Int { layers[0].inputs }
  var classes: Int { layers[layers.count - 1].outputs }

  init(_ network: Network) {
    kind = network.int8 == nil ? .perceptron : .quantisedPerceptron
    layers = zip(zip(network.widths, network.widths.dropFirst()), network.activations).map {
      Layer(inputs: $0.0, outputs: $0.1, activation: $1)
    }
  }

  /// Reads the section.
  ///
  /// - Parameter readerMinimum: the lowest minor version that the file says a reader must know.
  init(_ reader: inout SectionReader, readerMinimum: UInt16) throws(ModelFileError) {
    kind = try Architecture.kind(&reader, readerMinimum: readerMinimum)
    try Architecture.checkLoss(&reader)
    let countOffset = reader.position
    let count = try reader.u32("layer count")
    guard (1...UInt32(FormatLimits.layers)).contains(count) else {
      throw reader.fault(
        .layerCount, at: countOffset, "layer count", expected: "1 to \(FormatLimits.layers)",
        found: "\(count)")
    }
    try reader.reserved()
    var layers: [Layer] = []
    for index in 0..<Int(count) {
      layers.append(
        try Architecture.layer(
          &reader, index, of: Int(count), after: layers.last?.outputs, kind: kind))
    }
    try reader.finish()
    self.layers = layers
  }

  /// A kind is unknown, too, in a file that says that readers need not know it.
  private static func kind(
    _ reader: inout SectionReader, readerMinimum: UInt16
  ) throws(ModelFileError) -> NetworkKind {
    let start = reader.position
    let found = try reader.u32("network kind")
    let known = NetworkKind.allCases.filter { $0.readerMinimum <= readerMinimum }
    guard let kind = known.first(where: { $0.rawValue == found }) else {
      throw reader.fault(
        .networkKind, at: start, "network kind",
        expected: known.map { "\($0.rawValue)" }.joined(separator: " or "), found: "\(found)")
    }
    return kind
  }

  private static func checkLoss(_ reader: inout SectionReader) throws(ModelFileError) {
    let start = reader.position
    let found = try reader.u32("loss")
    guard found == softmaxCrossEntropy else {
      throw reader.fault(
        .lossKind, at: start, "loss", expected: "\(softmaxCrossEntropy)", found: "\(found)")
    }
  }

  private static func layer(
    _ reader: inout SectionReader, _ index: Int, of count: Int, after previous: Int?,
    kind: NetworkKind
  ) throws(ModelFileError) -> Layer {
    let start = reader.position
    let inputs = try width(&reader, "inputs of layer \(index)")
    if let previous, previous != inputs {
      throw reader.fault(
        .layersDoNotChain, at: start, "inputs of layer \(index)", expected: "\(previous)",
        found: "\(inputs)")
    }
    let outputs = try width(&reader, "outputs of layer \(index)")
    let field = "activation of layer \(index)"
    let number = try reader.u32(field)
    guard let activation = Activation(rawValue: number) else {
      throw reader.fault(
        .unknownActivation, at: start + 8, field, expected: "0 or 1", found: "\(number)")
    }
    guard index + 1 < count || activation == .identity else {
      throw reader.fault(
        .lastActivation, at: start + 8, field, expected: "0 (identity)", found: "\(number)")
    }
    guard kind == .perceptron || index + 1 == count || activation == .relu else {
      throw reader.fault(
        .hiddenActivation, at: start + 8, field, expected: "1 (ReLU)", found: "\(number)")
    }
    try reader.reserved()
    return Layer(inputs: inputs, outputs: outputs, activation: activation)
  }

  private static func width(
    _ reader: inout SectionReader, _ field: String
  ) throws(ModelFileError) -> Int {
    let start = reader.position
    let width = try reader.u32(field)
    guard (1...UInt32(FormatLimits.dimension)).contains(width) else {
      throw reader.fault(
        .layerWidth, at: start, field, expected: "1 to \(FormatLimits.dimension)",
        found: "\(width)")
    }
    return Int(width)
  }

  func encoded() -> [UInt8] {
    var writer = ByteWriter()
    writer.append(u32: kind.rawValue, .little)
    writer.append(u32: Architecture.softmaxCrossEntropy, .little)
    writer.append(u32: UInt32(clamping: layers.count), .little)
    writer.append(u32: 0, .little)
    for layer in layers {
      writer.append(u32: UInt32(clamping: layer.inputs), .little)
      writer.append(u32: UInt32(clamping: layer.outputs), .little)
      writer.append(u32: layer.activation.rawValue, .little)
      writer.append(u32: 0, .little)
    }
    return writer.bytes
  }
}
