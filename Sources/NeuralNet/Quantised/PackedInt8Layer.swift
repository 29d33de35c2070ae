internal import LinearAlgebra

/// An 8-bit layer in the layout of the kernels.
struct PackedInt8Layer: Sendable {
  /// The weights, `[outputs, inputs]`.
  let weights: Int8Weights
  /// The bias, `[1, outputs]`.
  let bias: Int32Matrix
  /// What the sums are multiplied with, `[1, outputs]`; see ``QuantisedMLP/multipliers(of:)``.
  let multipliers: PaddedMatrix

  /// Packs layer `index` of a network.
  init(_ index: Int, of network: QuantisedMLP) {
    let layer = network.layers[index]
    self.init(
      weights: Int8Weights(layer.weights, outputs: layer.outputs, inputs: layer.inputs),
      bias: Int32Matrix(rows: 1, columns: layer.outputs),
      multipliers: PaddedMatrix(rows: 1, columns: layer.outputs))
    fill(index, of: network)
  }

  /// Packs layer `index` of a network into memory that is kept elsewhere.
  ///
  /// - Parameter start: the first element to use; afterwards the first that is not used.
  init(
    _ index: Int, of network: QuantisedMLP, in storage: any ElementStorage, at start: inout Int
  ) {
    let layer = network.layers[index]
    let (outputs, inputs) = (layer.outputs, layer.inputs)
    let weights = Int8Weights(
      layer.weights, outputs: outputs, inputs: inputs, in: storage, at: start)
    start += Int8Weights.elementCount(outputs: outputs, inputs: inputs)
    let bias = Int32Matrix(rows: 1, columns: outputs, in: storage, at: start)
    start += Int32Matrix.elementCount(rows: 1, columns: outputs)
    let multipliers = PaddedMatrix(rows: 1, columns: outputs, in: storage, at: start)
    start += PaddedMatrix.elementCount(rows: 1, columns: outputs)
    self.init(weights: weights, bias: bias, multipliers: multipliers)
    fill(index, of: network)
  }

  /// The number of elements that a layer takes in memory.
  static func elementCount(_ layer: QuantisedDense) -> Int {
    Int8Weights.elementCount(outputs: layer.outputs, inputs: layer.inputs)
      + Int32Matrix.elementCount(rows: 1, columns: layer.outputs)
      + PaddedMatrix.elementCount(rows: 1, columns: layer.outputs)
  }

  /// Creates other objects for the matrices of a layer; see `PaddedMatrix.init(sharing:)`.
  init(sharing other: PackedInt8Layer) {
    self.init(
      weights: Int8Weights(sharing: other.weights), bias: Int32Matrix(sharing: other.bias),
      multipliers: PaddedMatrix(sharing: other.multipliers))
  }

  private init(weights: Int8Weights, bias: Int32Matrix, multipliers: PaddedMatrix) {
    self.weights = weights
    self.bias = bias
    self.multipliers = multipliers
  }

  private func fill(_ index: Int, of network: QuantisedMLP) {
    let values = network.multipliers(of: index)
    for (j, value) in network.layers[index].bias.enumerated() {
      bias[0, j] = value
      multipliers[0, j] = values[j]
    }
  }
}
