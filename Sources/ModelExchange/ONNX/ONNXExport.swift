import ModelFile
import NeuralNet
import SwiftProtobuf

/// A model as an ONNX graph from raw pixels to logits, probabilities and label:
/// `formats/exchange.md`, section "ONNX".
enum ONNXExport {
  /// The version of the container format: that of ONNX 1.7 and 1.8, to which the operator sets
  /// belong.
  private static let containerVersion: Int64 = 7

  /// The file of a model.
  static func encode(
    _ model: Model, options: ExportOptions
  ) throws(ModelExchangeError) -> [UInt8] {
    var file = ONNXModel()
    file.irVersion = containerVersion
    let producer = options.generator.split(separator: " ", maxSplits: 1)
    file.producerName = producer.first.map(String.init) ?? ""
    file.producerVersion = producer.count == 2 ? String(producer[1]) : ""
    file.metadataProps = ExchangeMetadata(model).pairs(generator: options.generator).map { pair in
      var entry = ONNXEntry()
      entry.key = pair.key
      entry.value = pair.value
      return entry
    }
    var operators = ONNXOperatorSet()
    operators.domain = ""
    operators.version = operatorSet(model.network)
    file.opsetImport = [operators]
    file.graph = graph(model)
    do {
      return try file.serializedBytes()
    } catch {
      throw ModelExchangeError(
        .onnx, .unsupportedModel, field: "message", expected: "a model below 2 GB",
        found: "\(error)")
    }
  }

  /// The lowest operator set that can say it: since 12 `ArgMax` says which of equal logits wins,
  /// since 13 `DequantizeLinear` takes a scale for each row.
  private static func operatorSet(_ network: Network) -> Int64 {
    switch network {
    case .float32: 12
    case .int8: 13
    }
  }

  private static func graph(_ model: Model) -> ONNXGraph {
    var builder = ONNXGraphBuilder(name: "classifier")
    builder.declareInput("pixels", .uint8, [model.input.rows, model.input.columns])
    let pixels = builder.add("Flatten", ["pixels"], to: "flat", ["axis": 1])
    switch model.network {
    case .float32(let network):
      let input = normalise(pixels, model.input.normalisation, &builder)
      addLayers(network, from: input, &builder)
    case .int8(let network):
      addLayers(network, from: pixels, &builder)
    }
    _ = builder.add("Softmax", ["logits"], to: "probabilities", ["axis": 1])
    _ = builder.add(
      "ArgMax", ["logits"], to: "label", ["axis": 1, "keepdims": 0, "select_last_index": 0])
    let classes = model.network.classes
    builder.declareOutput("logits", .float32, [classes])
    builder.declareOutput("probabilities", .float32, [classes])
    builder.declareOutput("label", .int64, [])
    return builder.graph
  }

  /// `(p - 255 mean) / (255 deviation)`.
  ///
  /// With a mean of 0 and a deviation of 1 that is `p / 255`, the same bits as our own table; else
  /// the two constants are rounded, and an input can be off in its last bits. A table for `Gather`
  /// would keep them, but runtimes look up one pixel at a time.
  private static func normalise(
    _ pixels: String, _ normalisation: PixelNormalisation, _ builder: inout ONNXGraphBuilder
  ) -> String {
    var value = builder.add(
      "Cast", [pixels], to: "numbers", ["to": Int(ONNXElementType.float32.rawValue)])
    if normalisation.mean != 0 {
      let mean = builder.add("normalisation.mean", 255 * normalisation.mean)
      value = builder.add("Sub", [value, mean], to: "centred")
    }
    let deviation = builder.add(
      "normalisation.deviation", 255 * normalisation.standardDeviation)
    return builder.add("Div", [value, deviation], to: "normalised")
  }

  private static func addLayers(
    _ network: MLP, from input: String, _ builder: inout ONNXGraphBuilder
  ) {
    for array in NetworkArrays.arrays(.float32(network)) { _ = builder.add(array) }
    var value = input
    for (index, layer) in network.layers.enumerated() {
      let isLast = index + 1 == network.layers.count
      let output = isLast ? "logits" : "layers.\(index).output"
      let sum = layer.activation == .relu ? "layers.\(index).sum" : output
      value = builder.add(
        "Gemm", [value, "layers.\(index).weight", "layers.\(index).bias"], to: sum,
        ["transB": 1])
      if layer.activation == .relu { value = builder.add("Relu", [value], to: output) }
    }
  }
}
