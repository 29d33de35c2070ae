/// The tensors of one layer, before their shapes and numbers are looked at.
struct LayerArrays: Sendable, Hashable {
  /// The layer's name as the file spells it.
  let name: String
  /// The weights, of two sizes.
  let weight: NamedArray
  /// The bias; `nil` for a layer without one.
  let bias: NamedArray?
  /// What one step of a quantised weight is worth.
  let scale: NamedArray?
  /// What one step of a quantised layer's input is worth.
  let inputScale: NamedArray?
  /// The layout that the weights' name tells.
  let order: WeightOrder?

  /// Creates the layer of weights; `nil` where they are no matrix.
  init?(
    name: String, weight: NamedArray, bias: NamedArray?, scale: NamedArray? = nil,
    inputScale: NamedArray? = nil, order: WeightOrder? = nil
  ) {
    guard weight.shape.count == 2 else { return nil }
    self.name = name
    self.weight = weight
    self.bias = bias
    self.scale = scale
    self.inputScale = inputScale
    self.order = order
  }

  /// The width of the layer's input.
  func inputs(_ order: WeightOrder) -> Int { weight.shape[order == .outputsFirst ? 1 : 0] }
  /// The width of the layer's output.
  func outputs(_ order: WeightOrder) -> Int { weight.shape[order == .outputsFirst ? 0 : 1] }

  /// The number of biases; `nil` where there are none or they are no vector.
  ///
  /// A row or a column counts as a vector, because hand-written networks often keep it so.
  var biasCount: Int? {
    guard let bias else { return nil }
    let isVector = bias.shape.count == 1 || (bias.shape.count == 2 && bias.shape.contains(1))
    return isVector ? bias.elements.count : nil
  }
}
