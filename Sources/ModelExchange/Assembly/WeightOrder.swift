/// Which size of a layer's weights comes first.
enum WeightOrder: Sendable, Hashable {
  /// `[outputs, inputs]`: PyTorch, and this project.
  case outputsFirst
  /// `[inputs, outputs]`: Keras, scikit-learn.
  case inputsFirst
}
