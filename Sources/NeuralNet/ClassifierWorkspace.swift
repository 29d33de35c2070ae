package import LinearAlgebra

/// The intermediate values of one thread's forward passes.
///
/// A class because it is a resource: buffers made once and written again and again.
public final class ClassifierWorkspace {
  /// What a forward pass writes.
  enum Buffers {
    /// The output of each layer, `[capacity, outputs]`; the last are the logits.
    case float32([PaddedMatrix])
    /// The sums of each layer, and the bytes that each hidden layer passes on,
    /// `[capacity, outputs]`.
    case int8(sums: [Int32Matrix], bytes: [ByteTile])
  }

  /// The number of images that are taken through all layers together; their activations stay in
  /// the first-level cache.
  public static let tile = 64

  /// The number of images it has room for.
  public let capacity: Int
  let buffers: Buffers
  /// The logits of the last forward pass, `[capacity, classes]`.
  package let logits: PaddedMatrix

  /// Creates the buffers that `classifier` needs for `capacity` images at a time.
  public init(_ classifier: Classifier, capacity: Int = ClassifierWorkspace.tile) {
    let capacity = max(1, capacity)
    self.capacity = capacity
    let outputs = classifier.network.outputs
    let logits = PaddedMatrix(rows: capacity, columns: classifier.classes)
    self.logits = logits
    switch classifier.network {
    case .float32:
      let hidden = outputs.dropLast().map { PaddedMatrix(rows: capacity, columns: $0) }
      buffers = .float32(hidden + [logits])
    case .int8:
      buffers = .int8(
        sums: outputs.map { Int32Matrix(rows: capacity, columns: $0) },
        bytes: outputs.dropLast().map { ByteTile(rows: capacity, columns: $0) })
    }
  }

  /// The output of each layer, `[capacity, outputs]`; none where the layers pass on bytes.
  var activations: [PaddedMatrix] {
    if case .float32(let activations) = buffers { activations } else { [] }
  }
}
