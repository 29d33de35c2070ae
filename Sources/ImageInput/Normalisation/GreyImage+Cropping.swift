extension GreyImage {
  /// The box of the ink; `nil` where there is none.
  ///
  /// It spans every pixel of at least half ink, which is what a black-and-white scan of the same
  /// page would span. Then it grows by a column or row at a time while the next one holds any ink
  /// beside the box, so that soft edges and thin ends are not cut off. Faint ink apart from that,
  /// noise in a far corner for example, stays outside. Where no pixel has half ink, the box spans
  /// all ink.
  ///
  /// The image is in ink: 0 for paper, 255 for full ink.
  ///
  /// - Complexity: O(pixels).
  public func inkBox() -> PixelBox? {
    guard let core = box(atLeast: 128) else { return box(atLeast: 1) }
    var (columns, rows) = (core.columns, core.rows)
    var size = 0
    while columns.count + rows.count > size {
      size = columns.count + rows.count
      if rows.lowerBound > 0, hasInk(row: rows.lowerBound - 1, in: columns) {
        rows = rows.lowerBound - 1..<rows.upperBound
      }
      if rows.upperBound < height, hasInk(row: rows.upperBound, in: columns) {
        rows = rows.lowerBound..<rows.upperBound + 1
      }
      if columns.lowerBound > 0, hasInk(column: columns.lowerBound - 1, in: rows) {
        columns = columns.lowerBound - 1..<columns.upperBound
      }
      if columns.upperBound < width, hasInk(column: columns.upperBound, in: rows) {
        columns = columns.lowerBound..<columns.upperBound + 1
      }
    }
    return PixelBox(columns: columns, rows: rows)
  }

  /// The part of the image within a box.
  ///
  /// - Precondition: the box lies within the image.
  public func cropped(to box: PixelBox) -> GreyImage {
    precondition(
      box.columns.lowerBound >= 0 && box.columns.upperBound <= width && box.rows.lowerBound >= 0
        && box.rows.upperBound <= height,
      "columns \(box.columns) and rows \(box.rows) are not within \(width) x \(height)")
    var part: [UInt8] = []
    part.reserveCapacity(box.columns.count * box.rows.count)
    for y in box.rows {
      part += pixels[y * width + box.columns.lowerBound..<y * width + box.columns.upperBound]
    }
    return GreyImage(width: box.columns.count, height: box.rows.count, pixels: part)
  }

  /// The box of all pixels of at least a value; `nil` where there is none.
  func box(atLeast threshold: UInt8) -> PixelBox? {
    var (left, right) = (width, 0)
    var (top, bottom) = (height, 0)
    for y in 0..<height {
      let row = pixels[y * width..<(y + 1) * width]
      guard let first = row.firstIndex(where: { $0 >= threshold }),
        let last = row.lastIndex(where: { $0 >= threshold })
      else { continue }
      left = min(left, first - row.startIndex)
      right = max(right, last - row.startIndex + 1)
      top = min(top, y)
      bottom = y + 1
    }
    return left < right ? PixelBox(columns: left..<right, rows: top..<bottom) : nil
  }

  private func hasInk(row y: Int, in columns: Range<Int>) -> Bool {
    columns.contains { pixels[y * width + $0] > 0 }
  }

  private func hasInk(column x: Int, in rows: Range<Int>) -> Bool {
    rows.contains { pixels[$0 * width + x] > 0 }
  }
}
