import FoundationEssentials
import ModelFile
import NeuralNet
import SwiftProtobuf

/// The perceptron in an ONNX file, as the exporters of PyTorch, scikit-learn, Keras and this
/// project write it: `formats/exchange.md`, section "ONNX".
enum ONNXImport {
  /// The versions of the operators that are known; before 7, `Gemm` and `Add` meant other things.
  private static let operatorSets: ClosedRange<Int64> = 7...28
  /// The versions of the container format that are known.
  static let containerVersions: ClosedRange<Int64> = 1...14

  /// The model in a file.
  static func decode(
    _ bytes: [UInt8], options: ImportOptions
  ) throws(ModelExchangeError) -> Model {
    let scan = try ONNXWireScan(bytes)
    let file = try message(bytes)
    try checkVersions(file)
    var interpreter = try ONNXInterpreter(file.graph, offsets: scan.initialisers)
    let flow = try interpreter.run()
    let input = try ONNXInput(interpreter.input, layerInputs: flow.layers[0].inputs)

    var metadata = try metadata(file)
    metadata.activations = flow.layers.map(\.activation)
    metadata.labels = metadata.labels ?? flow.labels
    if metadata.rows == nil, let sides = input.sides {
      (metadata.rows, metadata.columns) = (sides.rows, sides.columns)
    }
    var options = options
    options.normalisation = try ONNXNormalisation(
      input: input, scaling: flow.scaling, isQuantised: flow.layers[0].scales != nil,
      recorded: metadata.normalisation, given: options.normalisation
    ).resolved()
    return try ModelAssembly(format: .onnx, options: options).model(
      flow.layers.enumerated().flatMap { arrays($1, $0) }, metadata)
  }

  private static func message(_ bytes: [UInt8]) throws(ModelExchangeError) -> ONNXModel {
    var options = BinaryDecodingOptions()
    options.discardUnknownFields = true
    do {
      return try ONNXModel(serializedBytes: bytes, options: options)
    } catch BinaryDecodingError.invalidUTF8 {
      throw ModelExchangeError(
        .onnx, .invalidText, field: "a name", expected: "UTF-8", found: "other bytes")
    } catch {
      throw ModelExchangeError(
        .onnx, .wireFormat, field: "message", expected: "fields of the ONNX schema",
        found: escaped("\(error)"))
    }
  }

  private static func checkVersions(_ file: ONNXModel) throws(ModelExchangeError) {
    guard file.hasGraph else {
      throw ModelExchangeError(
        .onnx, .noPath, field: "model", expected: "a graph", found: "none")
    }
    guard containerVersions.contains(file.irVersion) else {
      throw ModelExchangeError(
        .onnx, .containerVersion, field: "ir_version",
        expected: "\(containerVersions.lowerBound) to \(containerVersions.upperBound)",
        found: "\(file.irVersion)")
    }
    let versions = file.opsetImport.filter { ["", "ai.onnx"].contains($0.domain) }.map(\.version)
    guard versions.count == 1, operatorSets.contains(versions[0]) else {
      throw ModelExchangeError(
        .onnx, (versions.max() ?? 0) > operatorSets.upperBound ? .operatorSetTooNew : .operatorSet,
        field: "opset_import",
        expected: "one version from \(operatorSets.lowerBound) to \(operatorSets.upperBound)",
        found: versions.isEmpty ? "none" : "\(versions)")
    }
    guard file.functions.isEmpty, file.graph.sparseInitializer.isEmpty else {
      throw ModelExchangeError(
        .onnx, .unsupportedOperator, field: "model",
        expected: "operators of ONNX and dense tensors",
        found: file.functions.isEmpty ? "sparse initialisers" : "functions of its own")
    }
  }

  private static func metadata(_ file: ONNXModel) throws(ModelExchangeError) -> ExchangeMetadata {
    var pairs: [String: String] = [:]
    for entry in file.metadataProps {
      guard pairs.updateValue(entry.value, forKey: entry.key) == nil else {
        throw ModelExchangeError(
          .onnx, .duplicateName, field: "metadata_props", expected: "a key of its own",
          found: escaped(entry.key))
      }
    }
    return try ExchangeMetadata(pairs, format: .onnx)
  }

  /// A layer's tensors under the names of this project.
  private static func arrays(_ layer: ONNXFlow.Layer, _ index: Int) -> [NamedArray] {
    func array(_ part: String, _ shape: [Int], _ constant: ONNXConstant) -> NamedArray? {
      let elements: NamedArray.Elements? =
        switch constant.elements {
        case .float32(let values): .float32(values)
        case .int8(let values): .int8(values)
        case .int32(let values): .int32(values)
        case .int64, .text: nil
        }
      return elements.map {
        NamedArray(
          name: "layers.\(index).\(part)", shape: shape, elements: $0, offset: constant.offset)
      }
    }
    var result = [
      array("weight", layer.weights.shape, layer.weights),
      layer.bias.flatMap { array("bias", [layer.outputs], $0) },
    ].compactMap { $0 }
    guard let scales = layer.scales else { return result }
    result.append(
      NamedArray(
        name: "layers.\(index).scale", shape: [layer.outputs], elements: .float32(scales.weights)))
    guard index > 0 else { return result }
    result.append(
      NamedArray(
        name: "layers.\(index).scale_input", shape: [1], elements: .float32([scales.input])))
    return result
  }
}
