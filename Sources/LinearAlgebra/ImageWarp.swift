import CKernels

/// A smooth map of the plane: for each pixel of a new image, the place in the old one where its
/// value stands.
///
/// Seven by seven control points lie on a grid of four cells along each side and one more point
/// beyond each border. The place of a pixel is the blend of the sixteen points around it by the
/// uniform cubic B-spline, whose second derivative is continuous: lines bend but never break. A
/// cubic B-spline gives back every linear function of its points' positions, so points that an
/// affine map has moved make the image move by that map, and points moved at random on top of it
/// make a smooth elastic field.
///
/// Coordinates are in pixels; the centre of the upper left pixel is at (0, 0).
///
/// A class because it owns the points, which a thread sets anew for each image.
package final class ImageWarp: Sendable {
  /// The control points along each side.
  package static let points = Int(CK_CONTROL_POINTS)
  /// The largest number of rows or columns.
  package static let sideLimit = 1_024

  /// The rows of an image, `1...sideLimit`.
  package let rows: Int
  /// The columns of an image, `1...sideLimit`.
  package let columns: Int
  /// The share of each row of points in each row of the image, `[rows, points]`.
  let vertical: PaddedMatrix
  /// The share of each column of points in each column of the image, `[points, columns]`.
  let horizontal: PaddedMatrix
  /// The horizontal coordinates of the points' places in a ``ImagePlane``, `[points, points]`.
  let x: PaddedMatrix
  /// Their vertical coordinates.
  let y: PaddedMatrix

  /// Creates the map that leaves images as they are.
  package init(rows: Int, columns: Int) {
    precondition(
      (1...Self.sideLimit).contains(rows) && (1...Self.sideLimit).contains(columns),
      "an image [\(rows), \(columns)] cannot be bent")
    self.rows = rows
    self.columns = columns
    vertical = PaddedMatrix(Self.shares(of: rows))
    horizontal = PaddedMatrix(transposing: Self.shares(of: columns))
    x = PaddedMatrix(rows: Self.points, columns: Self.points)
    y = PaddedMatrix(rows: Self.points, columns: Self.points)
    setPoints { column, row in (column, row) }
  }

  /// Sets where the control points go.
  ///
  /// - Parameter place: the new place of the point at some coordinates; called row by row.
  package func setPoints(_ place: (_ x: Float, _ y: Float) -> (x: Float, y: Float)) {
    let width = Self.spacing(columns)
    let height = Self.spacing(rows)
    for i in 0..<Self.points {
      for j in 0..<Self.points {
        let moved = place(Float(j - 1) * width, Float(i - 1) * height)
        // A plane has one column and one row before the image.
        x[i, j] = moved.x + 1
        y[i, j] = moved.y + 1
      }
    }
  }

  /// The distance between points along a side.
  private static func spacing(_ pixels: Int) -> Float {
    Float(max(pixels - 1, 1)) / Float(points - 3)
  }

  /// The share of each control point in the place of each pixel of a side, `[pixels, points]`.
  private static func shares(of pixels: Int) -> Matrix {
    var elements = [Float](repeating: 0, count: pixels * points)
    for pixel in 0..<pixels {
      let position = Float(pixel) / spacing(pixels)
      let cell = min(Int(position), points - 4)
      let t = position - Float(cell)
      let s = 1 - t
      // The four pieces of the uniform cubic B-spline; they add up to 1.
      let weights = [
        s * s * s, 3 * t * t * t - 6 * t * t + 4, 3 * s * s * s - 6 * s * s + 4, t * t * t,
      ]
      for (k, weight) in weights.enumerated() {
        elements[pixel * points + cell + k] = weight / 6
      }
    }
    return Matrix(rows: pixels, columns: points, elements: elements)
  }
}
