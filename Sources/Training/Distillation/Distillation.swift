public import NeuralNet

/// How much a network learns from another one, its teacher, instead of from the labels.
///
/// With weight `w` and temperature `T`, the loss of an image is
///
///     (1 - w) L + w T^2 H(softmax(y / T), softmax(z / T))
///
/// with the loss `L` by the label, the teacher's logits `y`, the network's logits `z` and the
/// cross-entropy `H`. The factor `T^2` keeps the size of the gradient where it is.
///
/// Source: Hinton, Vinyals and Dean, "Distilling the knowledge in a neural network" (2015),
/// section 2.
public struct Distillation: Sendable, Hashable {
  /// The share of the teacher, in `(0, 1]`.
  public var weight: Float
  /// The temperature, in `0.5...100`: above 1 the teacher's smaller probabilities count for more.
  public var temperature: Float

  /// Creates a distillation.
  public init(weight: Float = 0.9, temperature: Float = 2) {
    self.weight = weight
    self.temperature = temperature
  }

  func validate() throws(TrainingError) {
    try require("teacher weight", "in (0, 1]", weight) { $0 > 0 && $0 <= 1 }
    try require("temperature", "in 0.5...100", temperature) { (0.5...100).contains($0) }
  }
}

/// A trained network that another one learns from.
public struct Teacher: Sendable {
  /// The network.
  public let network: MLP
  /// The map from pixel bytes to its inputs.
  public let normalisation: PixelNormalisation

  /// Creates a teacher.
  public init(network: MLP, normalisation: PixelNormalisation) {
    self.network = network
    self.normalisation = normalisation
  }

  /// Checks that the teacher takes the examples' images and knows their classes.
  func validate(for examples: TrainingExamples) throws(TrainingError) {
    try require("the teacher's inputs", "\(examples.inputs)", network.inputs) {
      $0 == examples.inputs
    }
    try require("the teacher's classes", "\(examples.classes)", network.classes) {
      $0 == examples.classes
    }
  }
}
