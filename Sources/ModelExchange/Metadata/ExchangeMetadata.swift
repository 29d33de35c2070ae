import ModelFile
import NeuralNet

/// What an exported file says besides its tensors, so that it becomes the same model again
/// (`formats/exchange.md`, section "Metadata").
struct ExchangeMetadata: Sendable, Hashable {
  /// The digest of the tensors, 64 hexadecimal digits.
  var tensorsSHA256: String?
  /// The image's height; there is a width with it.
  var rows: Int?
  /// The image's width.
  var columns: Int?
  /// The map from a pixel byte to a network input.
  var normalisation: PixelNormalisation?
  /// The classes' names.
  var labels: [String]?
  /// The activation of each layer.
  var activations: [Activation]?

  /// Creates metadata that say nothing.
  init() {}

  /// The metadata of a model.
  init(_ model: Model) {
    tensorsSHA256 = "\(model.tensorsSHA256)"
    rows = model.input.rows
    columns = model.input.columns
    normalisation = model.input.normalisation
    labels = model.labels
    activations = model.network.activations
  }
}
