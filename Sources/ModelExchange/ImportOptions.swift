public import NeuralNet

/// What an importer is told where the file does not say it.
public struct ImportOptions: Sendable, Hashable {
  /// The names of the layers in order, from input to output; `nil` to go by the tensors' names.
  public var layers: [String]?
  /// How pixels were normalised; `nil` to go by the file, which is refused if it says nothing.
  public var normalisation: PixelNormalisation?
  /// The classes' names; `nil` to go by the file, else the numbers of the classes.
  public var labels: [String]?

  /// Creates options; by default everything comes from the file.
  public init(
    layers: [String]? = nil, normalisation: PixelNormalisation? = nil, labels: [String]? = nil
  ) {
    self.layers = layers
    self.normalisation = normalisation
    self.labels = labels
  }
}
