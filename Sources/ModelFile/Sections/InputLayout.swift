public import NeuralNet

/// What a network is fed: one image of bytes, 0 for background and 255 for full ink, row by row
/// from the top left, and the map from a byte to an input.
///
/// It travels in the file because a model without its preprocessing gives wrong answers quietly.
public struct InputLayout: Sendable, Hashable {
  /// The image's height.
  public var rows: Int
  /// The image's width.
  public var columns: Int
  /// The map from a pixel byte to a network input.
  public var normalisation: PixelNormalisation

  /// Creates a layout.
  public init(rows: Int, columns: Int, normalisation: PixelNormalisation = .unit) {
    self.rows = rows
    self.columns = columns
    self.normalisation = normalisation
  }

  /// The number of pixels of an image.
  public var pixels: Int { rows * columns }
}
