/// One side of a comparison: whatever classifies images.
protocol Contestant {
  /// What messages call it.
  var name: String { get }

  /// The logits of images.
  ///
  /// - Parameters:
  ///   - pixels: the images, `[count, inputs]` bytes in row-major order.
  ///   - count: the number of images, at least 1.
  /// - Returns: `[count, classes]` in row-major order; there is at least one class.
  func logits(_ pixels: [UInt8], count: Int) throws(WorkflowError) -> [Float]
}
