/// One image with zeros around it, so that kernels may look beyond its borders.
///
/// A class because it owns its memory, which a thread fills anew for each image.
package final class ImagePlane: Sendable {
  /// The rows of the image.
  package let rows: Int
  /// The columns of the image.
  package let columns: Int
  /// The image, with one row and column of zeros before it and two behind it.
  let tile: ByteTile

  /// Creates an image of zeros.
  package init(rows: Int, columns: Int) {
    self.rows = rows
    self.columns = columns
    tile = ByteTile(rows: rows + 3, columns: columns + 3)
  }

  /// Takes over one of several images.
  ///
  /// - Parameters:
  ///   - pixels: the images, `[count, rows * columns]`.
  ///   - image: which of them.
  package func fill(_ pixels: Span<UInt8>, image: Int) {
    let count = rows * columns
    precondition(
      image >= 0 && (image + 1) * count <= pixels.count,
      "image \(image) is outside \(pixels.count) pixels of images [\(rows), \(columns)]")
    unsafe pixels.withUnsafeBufferPointer { source in
      // SAFETY: the range was checked; an image has at least one pixel, so there is an address.
      guard let start = source.baseAddress else { return }
      for r in 0..<rows {
        unsafe (tile.row(at: r + 1) + 1).update(
          from: start + image * count + r * columns, count: columns)
      }
    }
  }
}
