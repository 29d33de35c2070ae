/// Grey images of one size, one byte a pixel.
///
/// Pixels stay bytes until a network reads them: 47 MB for MNIST's training images, not the
/// 188 MB of Float32.
public struct ImageSet: Sendable, Hashable {
  /// The number of pixel rows of each image, at least 1.
  public let rows: Int
  /// The number of pixel columns of each image, at least 1.
  public let columns: Int
  /// The number of images.
  public let count: Int
  /// The pixels, `[count, rows, columns]`: 0 is background, 255 full ink.
  ///
  /// Image `i` starts at `i * pixelsPerImage`; its rows follow each other from the top.
  public let pixels: [UInt8]

  /// Creates a set from the pixels of all its images.
  ///
  /// - Precondition: `rows` and `columns` are at least 1, and `pixels` holds whole images.
  public init(rows: Int, columns: Int, pixels: [UInt8]) {
    precondition(
      rows > 0 && columns > 0 && rows <= Int.max / columns,
      "an image has at least one pixel, found [\(rows), \(columns)]")
    let (count, excess) = pixels.count.quotientAndRemainder(dividingBy: rows * columns)
    precondition(
      excess == 0, "\(pixels.count) pixels are no whole number of images [\(rows), \(columns)]")
    self.rows = rows
    self.columns = columns
    self.count = count
    self.pixels = pixels
  }

  /// The number of pixels of one image: what a network calls its inputs.
  public var pixelsPerImage: Int { rows * columns }

  /// A copy of the pixels of image `i`, `[rows, columns]`.
  public subscript(i: Int) -> [UInt8] {
    [UInt8](pixels[range(of: i)])
  }

  /// The first `maximum` images, or all where there are fewer.
  public func prefix(_ maximum: Int) -> ImageSet {
    precondition(maximum >= 0, "cannot take \(maximum) images")
    guard maximum < count else { return self }
    return ImageSet(
      rows: rows, columns: columns, pixels: [UInt8](pixels[..<(maximum * pixelsPerImage)]))
  }

  /// The images at `indices`, in that order; an index may come more than once.
  public func select(_ indices: [Int]) -> ImageSet {
    var selected: [UInt8] = []
    selected.reserveCapacity(indices.count * pixelsPerImage)
    for i in indices { selected.append(contentsOf: pixels[range(of: i)]) }
    return ImageSet(rows: rows, columns: columns, pixels: selected)
  }

  private func range(of i: Int) -> Range<Int> {
    precondition(i >= 0 && i < count, "image \(i) is outside a set of \(count)")
    return i * pixelsPerImage..<(i + 1) * pixelsPerImage
  }
}
