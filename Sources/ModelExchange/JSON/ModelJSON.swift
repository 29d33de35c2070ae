import LinearAlgebra
import ModelFile
import NeuralNet

/// A model as JSON text by the schema `formats/model.schema.json`.
enum ModelJSON {
  /// The value of the key `format`.
  static let formatName = "mnistkit-model"
  /// The value of the key `version`.
  static let version = 1
  /// The most values of a text: as many numbers of four bytes as the largest model file holds.
  private static let valueLimit = FormatLimits.modelBytes / 4

  /// The model in a text.
  static func decode(
    _ bytes: [UInt8], options: ImportOptions
  ) throws(ModelExchangeError) -> Model {
    let text = JSONText(
      bytes, format: .json, field: "the model", at: 0, valueLimit: valueLimit)
    let model = try JSONValue(text).object()
    let (name, found) = (try model["format"].string(), try model["version"].integer())
    guard name == formatName, found == version else {
      throw try model["format"].fault(
        .jsonFormat, expected: "format \(formatName) and version \(version)",
        found: "\(escaped(name)) \(found)")
    }
    let fields = try ModelFields(model)
    return try ModelAssembly(format: .json, options: options)
      .model(fields.arrays, fields.metadata)
  }

  /// The text of a model; a row of weights is a line.
  ///
  /// Numbers are the shortest decimals that give the same bits back, whatever the locale.
  static func encode(_ model: Model, options: ExportOptions) -> [UInt8] {
    let metadata = ExchangeMetadata(model)
    let normalisation = model.input.normalisation
    var text = """
      {
      "format": \(JSONLiteral.string(formatName)),
      "version": \(version),
      "generator": \(JSONLiteral.string(options.generator)),
      "tensorsSHA256": \(JSONLiteral.string(metadata.tensorsSHA256 ?? "")),
      "input": {"rows": \(model.input.rows), "columns": \(model.input.columns), \
      "mean": \(normalisation.mean), "standardDeviation": \(normalisation.standardDeviation)},
      "labels": \(JSONLiteral.array(model.labels)),
      "layers": [

      """
    let layers =
      switch model.network {
      case .float32(let network): network.layers.map(layer)
      case .int8(let network): network.layers.enumerated().map(layer)
      }
    text += layers.joined(separator: ",\n") + "\n]\n}\n"
    return Array(text.utf8)
  }

  private static func layer(_ layer: Dense) -> String {
    """
    {"inputs": \(layer.inputs), "outputs": \(layer.outputs), "activation": "\(layer.activation)",
    "weight": [
    \(rows(layer.weights.elements, columns: layer.inputs))
    ],
    "bias": \(array(layer.bias))}
    """
  }

  /// The input scale of layer 0 follows from the normalisation.
  private static func layer(_ index: Int, _ layer: QuantisedDense) -> String {
    let inputScale = index > 0 ? ",\n\"inputScale\": \(layer.inputScale)" : ""
    return """
      {"inputs": \(layer.inputs), "outputs": \(layer.outputs), "activation": "\(layer.activation)",
      "weight": [
      \(rows(layer.weights, columns: layer.inputs))
      ],
      "bias": \(array(layer.bias)),
      "scale": \(array(layer.scales))\(inputScale)}
      """
  }

  private static func rows(
    _ elements: [some CustomStringConvertible], columns: Int
  ) -> String {
    stride(from: 0, to: elements.count, by: columns)
      .map { array(elements[$0..<$0 + columns]) }
      .joined(separator: ",\n")
  }

  private static func array(_ elements: some Sequence<some CustomStringConvertible>) -> String {
    "[" + elements.map(\.description).joined(separator: ",") + "]"
  }
}
