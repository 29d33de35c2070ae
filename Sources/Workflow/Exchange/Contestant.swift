/// One side of a comparison: whatever classifies images.
protocol Contestant {
  /// What messages call it.
  var name: String { get }

  /// The logits of images.
  ///
  /// - Parameters:
  ///   - pixels: the images, `[count, inputs]` bytes in row-major order.
  ///   - count: the number of images, at least 1.
  ///   - classes: how many logits an image has.
  /// - Returns: `[count, classes]` in row-major order.
  func logits(
    _ pixels: [UInt8], count: Int, classes: Int
  ) throws(WorkflowError) -> [Float]
}
