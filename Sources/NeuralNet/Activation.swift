/// The function that a layer applies to each of its outputs.
///
/// The raw values are those of the model file (`formats/model-file.md`, section `ARCH`).
public enum Activation: UInt32, Sendable, Hashable, CaseIterable {
  /// `a(z) = z`: the last layer's outputs are logits.
  case identity = 0
  /// `a(z) = z` where `z > 0`, else `+0`.
  case relu = 1

  /// The activation of one value.
  public func callAsFunction(_ z: Float) -> Float {
    switch self {
    case .identity: z
    case .relu: z > 0 ? z : 0
    }
  }
}
