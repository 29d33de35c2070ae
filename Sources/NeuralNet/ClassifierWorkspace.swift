package import LinearAlgebra

/// The intermediate values of one thread's forward passes.
///
/// A class because it is a resource: buffers made once and written again and again.
public final class ClassifierWorkspace {
  /// The number of images that are taken through all layers together; their activations stay in
  /// the first-level cache.
  public static let tile = 64

  /// The number of images it has room for.
  public let capacity: Int
  /// The output of each layer, `[capacity, outputs]`.
  package let activations: [PaddedMatrix]

  /// Creates the buffers that `classifier` needs for `capacity` images at a time.
  public init(_ classifier: Classifier, capacity: Int = ClassifierWorkspace.tile) {
    let capacity = max(1, capacity)
    self.capacity = capacity
    activations = classifier.layers.map { PaddedMatrix(rows: capacity, columns: $0.outputs) }
  }

  /// The logits of the last forward pass, `[capacity, classes]`.
  package var logits: PaddedMatrix { activations[activations.count - 1] }
}
