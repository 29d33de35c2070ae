/// A grey image of any size, one byte a pixel.
///
/// In a decoded file 0 is black and 255 is white. In the steps of ``DigitNormaliser`` that follow
/// the choice of polarity, 0 is paper and 255 is full ink, as in MNIST. Values in between are taken
/// as the file has them: no gamma is applied or removed.
public struct GreyImage: Sendable, Hashable {
  /// The number of pixel columns, at least 1.
  public let width: Int
  /// The number of pixel rows, at least 1.
  public let height: Int
  /// The pixels row by row from the top, `[height, width]`.
  public let pixels: [UInt8]

  /// Creates an image from its pixels.
  ///
  /// - Precondition: `width` and `height` are at least 1, and `pixels` holds one byte for each
  ///   pixel.
  public init(width: Int, height: Int, pixels: [UInt8]) {
    precondition(
      width > 0 && height > 0 && width <= Int.max / height,
      "an image has at least one pixel, found \(width) x \(height)")
    precondition(
      pixels.count == width * height,
      "an image of \(width) x \(height) cannot hold \(pixels.count) pixels")
    self.width = width
    self.height = height
    self.pixels = pixels
  }

  /// The pixel in column `x` and row `y`, both counted from the upper left.
  public subscript(x: Int, y: Int) -> UInt8 {
    precondition(
      x >= 0 && x < width && y >= 0 && y < height,
      "pixel (\(x), \(y)) is outside an image of \(width) x \(height)")
    return pixels[y * width + x]
  }
}
