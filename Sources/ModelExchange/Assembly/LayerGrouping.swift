import ModelFile

/// Sorts a file's tensors into layers by their names, or by their ranks where the names say nothing.
struct LayerGrouping {
  let format: ExchangeFormat
  /// The layers that were asked for, in order; `nil` for all.
  let wanted: [String]?

  /// Whether a tensor is, by its name, part of a layer that was asked for; all are without a wish.
  func wants(_ array: UnreadArray) -> Bool {
    guard let wanted else { return true }
    let layers = Set(wanted + wanted.compactMap { ArrayName($0)?.layer })
    return layers.contains(array.name)
      || ArrayName(array.name).map { layers.contains($0.layer) } == true
  }

  /// The layers from input to output.
  func layers(_ arrays: [NamedArray]) throws(ModelExchangeError) -> [LayerArrays] {
    var seen: Set<[UInt8]> = []
    for array in arrays where !seen.insert(Array(array.name.utf8)).inserted {
      throw fault(.duplicateTensor, array, expected: "a name of its own", found: "a second tensor")
    }
    let named = arrays.map { (array: $0, name: ArrayName($0.name)) }
    let hasNames = named.contains { $0.name != nil }
    return try select(hasNames ? try groupByName(named) : try groupByRank(arrays))
  }

  /// All layers in the natural order of their names, or those that were asked for.
  private func select(_ layers: [LayerArrays]) throws(ModelExchangeError) -> [LayerArrays] {
    var result = layers.sorted { NaturalOrder.precedes($0.name, $1.name) }
    if let wanted {
      result = []
      for name in wanted {
        let layer = layers.first { $0.name == name || $0.weight.name == name }
        guard let layer else {
          let names = layers.map(\.name).sorted(by: NaturalOrder.precedes).prefix(8)
          throw ModelExchangeError(
            format, .layerNotFound, field: "layer \(escaped(name))",
            expected: "one of \(names.map(escaped).joined(separator: ", "))", found: "none")
        }
        result.append(layer)
      }
    }
    guard !result.isEmpty else {
      throw ModelExchangeError(
        format, .notAPerceptron, field: "tensors", expected: "weights of a layer", found: "none")
    }
    guard result.count <= FormatLimits.layers else {
      throw ModelExchangeError(
        format, .layerCount, field: "layers", expected: "at most \(FormatLimits.layers)",
        found: "\(result.count)")
    }
    return result
  }

  private func groupByName(
    _ arrays: [(array: NamedArray, name: ArrayName?)]
  ) throws(ModelExchangeError) -> [LayerArrays] {
    var parts: [String: [ArrayName.Role: NamedArray]] = [:]
    var orders: [String: WeightOrder] = [:]
    for (array, name) in arrays {
      guard let name else {
        // Whoever names the layers may leave the rest of a file aside.
        guard wanted == nil else { continue }
        throw fault(
          .notAPerceptron, array, expected: "a weight or bias of a layer, or --layers",
          found: "a tensor \(array.shape) of another name")
      }
      guard parts[name.layer, default: [:]].updateValue(array, forKey: name.role) == nil else {
        throw fault(
          .duplicateTensor, array, expected: "one \(name.role) of layer \(escaped(name.layer))",
          found: "a second one")
      }
      if let order = name.order { orders[name.layer] = order }
    }
    var layers: [LayerArrays] = []
    for layer in parts.keys.sorted() {
      guard let roles = parts[layer] else { continue }
      guard let weight = roles[.weight] else {
        guard wanted == nil else { continue }
        throw ModelExchangeError(
          format, .missingTensor, field: "layer \(escaped(layer))", expected: "its weights",
          found: roles.values.map { escaped($0.name) }.sorted().joined(separator: ", "))
      }
      let group = LayerArrays(
        name: layer, weight: weight, bias: roles[.bias], scale: roles[.scale],
        inputScale: roles[.inputScale], order: orders[layer])
      if let group {
        layers.append(group)
      } else if wanted == nil {
        throw fault(.tensorShape, weight, expected: "two sizes", found: "\(weight.shape)")
      }
    }
    return layers
  }

  /// Takes matrices for weights and vectors for biases: the first belongs to the first, and so on.
  private func groupByRank(_ arrays: [NamedArray]) throws(ModelExchangeError) -> [LayerArrays] {
    let ordered = arrays.sorted { NaturalOrder.precedes($0.name, $1.name) }
    let matrices = ordered.filter { $0.shape.count == 2 }
    let vectors = ordered.filter { $0.shape.count == 1 }
    guard matrices.count + vectors.count == arrays.count,
      vectors.isEmpty || vectors.count == matrices.count
    else {
      throw ModelExchangeError(
        format, .notAPerceptron, field: "tensors",
        expected: "one matrix and one vector for each layer",
        found: "\(matrices.count) matrices, \(vectors.count) vectors, "
          + "\(arrays.count - matrices.count - vectors.count) others")
    }
    return matrices.enumerated().compactMap { index, matrix in
      LayerArrays(
        name: matrix.name, weight: matrix, bias: vectors.isEmpty ? nil : vectors[index])
    }
  }

  private func fault(
    _ code: ModelExchangeError.Code, _ array: NamedArray, expected: String, found: String
  ) -> ModelExchangeError {
    ModelExchangeError(
      format, code, at: array.offset, field: escaped(array.name), expected: expected, found: found)
  }
}
