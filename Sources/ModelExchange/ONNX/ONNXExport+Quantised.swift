import NeuralNet

extension ONNXExport {
  /// The layers of an 8-bit network: weights and pixels stay bytes in the file and the graph.
  ///
  /// `DequantizeLinear` says what bytes stand for, and `QuantizeLinear` between the layers rounds
  /// to the next layer's bytes; runtimes with integer kernels put them together again.
  static func addLayers(
    _ network: QuantisedMLP, from pixels: String, _ builder: inout ONNXGraphBuilder
  ) {
    for array in NetworkArrays.arrays(.int8(network)) where !array.name.hasSuffix("scale_input") {
      _ = builder.add(array)
    }
    let zero = builder.add(.uint8, "zero", shape: [], bytes: [0])
    var value = pixels
    for (index, layer) in network.layers.enumerated() {
      let name = "layers.\(index)"
      let scale = builder.add("\(name).scale_input", layer.inputScale)
      if index > 0 {
        value = builder.add(
          "QuantizeLinear", [value, scale, zero], to: "\(name).bytes")
      }
      value = builder.add("DequantizeLinear", [value, scale, zero], to: "\(name).input")
      // Zero by default; said all the same, because ONNX Runtime multiplies bytes only then.
      let zeros = builder.add(
        NamedArray(
          name: "\(name).zero", shape: [layer.outputs],
          elements: .int8(Array(repeating: 0, count: layer.outputs))))
      let weights = builder.add(
        "DequantizeLinear", ["\(name).weight", "\(name).scale", zeros],
        to: "\(name).weight_values", ["axis": 0])
      let sumScale = builder.add(
        NamedArray(
          name: "\(name).scale_sum", shape: [layer.outputs],
          elements: .float32(
            layer.scales.map {
              QuantisedDense.multiplier(scale: $0, input: layer.inputScale, next: nil)
            })))
      let bias = builder.add(
        "DequantizeLinear", ["\(name).bias", sumScale], to: "\(name).bias_values", ["axis": 0])
      let isLast = index + 1 == network.layers.count
      value = builder.add(
        "Gemm", [value, weights, bias], to: isLast ? "logits" : "\(name).sum", ["transB": 1])
      if layer.activation == .relu { value = builder.add("Relu", [value], to: "\(name).output") }
    }
  }
}
