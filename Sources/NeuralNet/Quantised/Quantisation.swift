public import LinearAlgebra

/// Brings a network to 8-bit integers.
///
/// Weights are rounded to nearest, symmetric, with one scale for each output row. Pixels stay bytes:
/// the normalisation's deviation becomes the first layer's input scale and its mean goes into the
/// bias. Each hidden layer's bytes cover 0 to the largest output that the calibration images give.
///
/// Source: Jacob et al., "Quantization and training of neural networks for efficient
/// integer-arithmetic-only inference" (2018), with floating-point multipliers.
public enum Quantisation {
  /// The network in 8-bit integers; the same arguments give the same bits on every machine.
  ///
  /// - Parameters:
  ///   - network: the network in floating point.
  ///   - normalisation: how it was fed.
  ///   - pixels: images to calibrate with, `[count, inputs]` bytes in row-major order.
  ///   - count: the number of images.
  ///   - kernels: the kernels that compute their activations.
  public static func quantise(
    _ network: MLP, normalisation: PixelNormalisation, pixels: Span<UInt8>, count: Int,
    kernels: KernelSet = .best
  ) throws(QuantisationError) -> QuantisedMLP {
    guard count > 0 else { throw .noImages }
    if let layer = network.layers.dropLast().firstIndex(where: { $0.activation != .relu }) {
      throw .activation(layer: layer)
    }
    let largest = largestOutputs(network, normalisation, pixels, count, kernels)
    // Where nothing ever comes out, any scale will do.
    let inputScales =
      [normalisation.pixelScale] + largest.dropLast().map { $0 > 0 ? $0 / 255 : 1 }
    var layers: [QuantisedDense] = []
    for (index, layer) in network.layers.enumerated() {
      let mean = index == 0 ? Double(normalisation.mean) : 0
      let deviation = index == 0 ? Double(normalisation.standardDeviation) : 1
      let next = index + 1 < network.layers.count ? inputScales[index + 1] : nil
      let rows = try (0..<layer.outputs).map { output throws(QuantisationError) in
        let row = Row(
          layer, output, inputScale: inputScales[index], offset: mean / deviation)
        let scale = row.scale
        let multiplier = QuantisedDense.multiplier(
          scale: scale, input: inputScales[index], next: next)
        for factor in [inputScales[index], scale, scale * inputScales[index], multiplier]
        where !(factor.isNormal && factor > 0) {
          throw .scale(layer: index, output: output, found: factor)
        }
        return row
      }
      layers.append(
        QuantisedDense(
          inputs: layer.inputs, outputs: layer.outputs, weights: rows.flatMap(\.weights),
          bias: rows.map(\.bias), scales: rows.map(\.scale), inputScale: inputScales[index],
          activation: layer.activation))
    }
    return QuantisedMLP(layers: layers)
  }

  /// The largest output of each layer over all images.
  private static func largestOutputs(
    _ network: MLP, _ normalisation: PixelNormalisation, _ pixels: Span<UInt8>, _ count: Int,
    _ kernels: KernelSet
  ) -> [Float] {
    let classifier = Classifier(network: network, normalisation: normalisation, kernels: kernels)
    let workspace = ClassifierWorkspace(classifier)
    var largest = [Float](repeating: 0, count: network.layers.count)
    for start in stride(from: 0, to: count, by: workspace.capacity) {
      let images = start..<min(start + workspace.capacity, count)
      classifier.forward(pixels, images: images, workspace: workspace)
      for index in largest.indices {
        for row in 0..<images.count {
          largest[index] = workspace.activations[index].row(row).reduce(largest[index], max)
        }
      }
    }
    return largest
  }
}

/// One output's weights and bias in integers.
private struct Row {
  let weights: [Int8]
  let bias: Int32
  let scale: Float

  /// Chooses the smallest scale with which weights and bias stay in their ranges.
  ///
  /// - Parameter offset: what is subtracted from every input: the input that the sum of weights
  ///   times bytes does not have.
  init(_ layer: Dense, _ output: Int, inputScale: Float, offset: Double) {
    let row = layer.weights.elements[output * layer.inputs..<(output + 1) * layer.inputs]
    let bias = Double(layer.bias[output])
    let largest = row.reduce(0) { max($0, abs($1)) }
    var scale = largest > 0 ? largest / 127 : max(abs(layer.bias[output]), 1) / 127
    while true {
      let weights = row.map { Row.rounded(Double($0) / Double(scale), within: 127) }
      let sum = weights.reduce(0, +)
      let folded = bias - offset * sum * Double(scale)
      let step = Double(scale) * Double(inputScale)
      let whole = (folded / step).rounded(.toNearestOrEven)
      let limit = Double(QuantisedDense.biasLimit)
      // A scale that is not normal is refused afterwards.
      if abs(whole) <= limit || !scale.isNormal || !step.isNormal {
        self.weights = weights.map { Int8($0) }
        self.bias = Int32(Row.rounded(whole, within: limit))
        self.scale = scale
        return
      }
      scale *= 2
    }
  }

  /// The nearest integer, halves to even; 0 for what is no number.
  private static func rounded(_ value: Double, within limit: Double) -> Double {
    value.isNaN ? 0 : min(max(value.rounded(.toNearestOrEven), -limit), limit)
  }
}
