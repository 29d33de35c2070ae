import ModelFile

extension ONNXOperation {
  /// What depends on the input in another shape: a row for each image.
  ///
  /// Sizes of 1 come and go, and a shape that is computed from the input's is not followed: that an
  /// image stays one row shows in the widths of the input and the layers, which must agree.
  func reshaped(_ flow: ONNXFlow) throws(ModelExchangeError) -> ONNXFlow {
    // The order of probabilities and labels is the same in any shape.
    guard flow.stage != .head else { return flow }
    switch node.opType {
    case "Flatten":
      let axis = node.integer("axis", default: 1)
      guard axis == 1 else {
        throw misfit("axis", expected: "1, so that each image is a row", found: "\(axis)")
      }
      return flow
    case "Reshape":
      if case .sizes = try input(1) { return flow }
      return try reshaped(flow, to: constant(1))
    default: return flow
    }
  }

  /// A row for each image by a shape of the file: how many rows, and how long.
  ///
  /// One of the two may be left to the other, as -1; the number of rows may be kept, as 0. A length
  /// that is left open is that of an image only where the number of rows is that of images.
  private func reshaped(
    _ flow: ONNXFlow, to target: ONNXConstant
  ) throws(ModelExchangeError) -> ONNXFlow {
    let sizes = target.integers ?? []
    let width = flow.layers.last.map { Int64($0.outputs) }
    guard sizes.count == 2, isRowCount(sizes[0], of: flow, isOnly: sizes[1] == -1),
      sizes[1] == -1 || sizes[1] == width ?? max(sizes[1], 1),
      let columns = Int(exactly: sizes[1]), columns <= FormatLimits.dimension
    else {
      throw misfit(
        "shape", expected: "[batch, \(width.map { "\($0)" } ?? "pixels")]",
        found: target.integers == nil ? "no whole numbers" : "\(sizes.prefix(8))")
    }
    var result = flow
    result.columns = columns > 0 ? columns : flow.columns
    return result
  }

  /// Whether a number of rows can be that of images.
  ///
  /// - Parameter isOnly: whether nothing else tells it.
  private func isRowCount(_ rows: Int64, of flow: ONNXFlow, isOnly: Bool) -> Bool {
    switch rows {
    case 0: node.integer("allowzero", default: 0) == 0
    case -1: !isOnly
    default: rows > 0 && (!isOnly || rows == flow.batch)
    }
  }
}
