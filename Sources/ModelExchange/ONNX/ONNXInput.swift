/// The input that a graph declares: its element type and the image's shape.
struct ONNXInput {
  /// Whether the elements are numbers with a fraction; else they are pixel bytes.
  let isFloatingPoint: Bool
  /// The image's height and width, where the graph tells them.
  let sides: (rows: Int, columns: Int)?

  /// Reads a declaration.
  ///
  /// - Parameter layerInputs: the inputs of the first layer: what the sizes must multiply to.
  init(_ value: ONNXValueInfo, layerInputs: Int) throws(ModelExchangeError) {
    let tensor = value.type.tensorType
    guard let type = ONNXElementType(rawValue: tensor.elemType), type != .string, type != .bool,
      type != .int8
    else {
      throw ModelExchangeError(
        .onnx, .unsupportedType, field: "input \(escaped(value.name))",
        expected: "floating point or uint8", found: "data type \(tensor.elemType)")
    }
    isFloatingPoint = type.isFloatingPoint
    // The first size is the batch. Sizes of 1 are channels.
    let sizes = tensor.shape.dim.dropFirst().map(\.dimValue).filter { $0 != 1 }
    guard !sizes.isEmpty, sizes.allSatisfy({ $0 > 0 }) else {
      sides = nil
      return
    }
    // The inputs are at most 65,536, so the product of two sizes that are not above them fits.
    guard sizes.count <= 2, sizes.allSatisfy({ $0 <= layerInputs }),
      sizes.reduce(1, *) == layerInputs
    else {
      throw ModelExchangeError(
        .onnx, .inputShape, field: "input \(escaped(value.name))",
        expected: "one or two sizes whose product is \(layerInputs), the first layer's inputs",
        found: "\(sizes.prefix(4))")
    }
    sides = sizes.count == 2 ? (Int(sizes[0]), Int(sizes[1])) : nil
  }
}
