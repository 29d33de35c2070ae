import NeuralNet

/// The checks of single numbers, level 3.
enum TensorValues {
  /// Checks a tensor of a network: numbers that a model may hold, and for a quantised network
  /// those in the ranges of `formats/model-file.md`, section 10.5.
  ///
  /// - Parameter start: the offset in the file of the first element.
  static func check(
    _ tensor: Tensor, _ kind: NetworkKind, at start: Int
  ) throws(ModelFileError) {
    switch tensor.elements {
    case .float32(let values):
      let scales = kind == .quantisedPerceptron
      // All numbers of a quantised network that are not integers are scales.
      let bad = values.firstIndex { !isNumber($0) || (scales && !isScale($0)) }
      guard let bad else { return }
      try check([values[bad]], tensor.name, section: .data, at: start + 4 * bad, first: bad)
      throw ModelFileError(
        .scaleRange, section: .data, at: start + 4 * bad, field: "\(tensor.name)[\(bad)]",
        expected: "a normal number above 0", found: "\(values[bad])")
    case .int8(let values):
      guard let bad = values.firstIndex(of: -128) else { return }
      throw ModelFileError(
        .weightRange, section: .data, at: start + bad, field: "\(tensor.name)[\(bad)]",
        expected: "-127 to 127", found: "-128")
    case .int32(let values):
      let range = -QuantisedDense.biasLimit...QuantisedDense.biasLimit
      guard let bad = values.firstIndex(where: { !range.contains($0) }) else { return }
      throw ModelFileError(
        .biasRange, section: .data, at: start + 4 * bad, field: "\(tensor.name)[\(bad)]",
        expected: "\(range.lowerBound) to \(range.upperBound)", found: "\(values[bad])")
    }
  }

  /// Checks that no value is infinite or not a number, nor, in a model, a negative zero.
  ///
  /// - Parameters:
  ///   - start: the offset in the file of the first value.
  ///   - allowsNegativeZero: whether a negative zero is kept, as in a checkpoint.
  ///   - first: the index of the first value within its tensor.
  static func check(
    _ values: [Float], _ field: String, section: SectionType, at start: Int,
    allowsNegativeZero: Bool = false, first: Int = 0
  ) throws(ModelFileError) {
    let bad = values.firstIndex {
      !isNumber($0) && !(allowsNegativeZero && $0.isFinite)
    }
    guard let bad else { return }
    let value = values[bad]
    throw ModelFileError(
      value.isFinite ? .negativeZero : .notFinite, section: section, at: start + 4 * bad,
      field: "\(field)[\(first + bad)]",
      expected: value.isFinite ? "a number that is not -0" : "a finite number",
      found: "\(value) (\(hexadecimal(value.bitPattern)))")
  }

  /// Checks that what the scales of a quantised network multiply to can be computed with.
  ///
  /// - Parameters:
  ///   - tensors: all tensors, each of them checked.
  ///   - start: the offset in the file of a tensor's first element, by its name.
  static func checkMultipliers(
    _ tensors: [Tensor], _ architecture: Architecture, pixelScale: Float, start: (String) -> Int
  ) throws(ModelFileError) {
    for index in architecture.layers.indices {
      let scale = NetworkTensors.tensor(index, "scale", tensors)
      let input = NetworkTensors.inputScale(index, tensors, pixelScale: pixelScale)
      let next =
        index + 1 < architecture.layers.count
        ? NetworkTensors.inputScale(index + 1, tensors, pixelScale: pixelScale) : nil
      for (output, value) in scale.float32.enumerated() {
        let product = value * input
        let multiplier = QuantisedDense.multiplier(scale: value, input: input, next: next)
        guard isScale(product), isScale(multiplier) else {
          throw ModelFileError(
            .multiplierRange, section: .data, at: start(scale.name) + 4 * output,
            field: "\(scale.name)[\(output)]",
            expected: "a product with the input's scale, and a multiplier, that are normal numbers",
            found: "\(product) and \(multiplier)")
        }
      }
    }
  }

  /// Whether a scale may be this number.
  static func isScale(_ value: Float) -> Bool { value.isNormal && value > 0 }

  private static func isNumber(_ value: Float) -> Bool {
    let negativeZero: UInt32 = 0x8000_0000
    return value.isFinite && value.bitPattern != negativeZero
  }
}
