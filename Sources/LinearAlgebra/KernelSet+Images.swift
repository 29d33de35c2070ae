import CKernels

extension KernelSet {
  /// Bends an image: each pixel of the new one is what stands at its place in the old one.
  ///
  /// Coordinates are rounded to 1/256 of a pixel; values are blended from the four pixels around
  /// the place in integers and rounded once. Outside the image there is nothing but zeros.
  ///
  /// - Parameters:
  ///   - plane: the old image.
  ///   - map: the places.
  ///   - tile: receives the new image, row by row, in its row `row`.
  /// - Precondition: plane and map have one shape, and the tile has as many columns as an image has
  ///   pixels.
  package func warp(_ plane: ImagePlane, by map: ImageWarp, into tile: ByteTile, row: Int) {
    precondition(
      plane.rows == map.rows && plane.columns == map.columns,
      "an image [\(plane.rows), \(plane.columns)] does not fit a map "
        + "[\(map.rows), \(map.columns)]")
    precondition(
      tile.columns == plane.rows * plane.columns && row >= 0 && row < tile.rows,
      "row \(row) of a tile \(tile.shape) cannot take an image [\(plane.rows), \(plane.columns)]")
    unsafe table.warp(
      plane.tile.row(at: 0), plane.tile.stride, plane.rows, plane.columns,
      map.vertical.row(at: 0), map.horizontal.row(at: 0), map.horizontal.stride,
      map.x.row(at: 0), map.y.row(at: 0), tile.row(at: row))
  }

  /// Makes strokes wider or thinner.
  ///
  /// Each pixel goes a part of the way to the most or least ink of itself and its four neighbours:
  /// `p + (d * amount + 128) / 256`, rounded down, with d that distance.
  ///
  /// - Parameters:
  ///   - plane: the image.
  ///   - amount: 256 for a whole dilation, -256 for a whole erosion, 0 for no change.
  ///   - other: receives the new image.
  package func changePen(_ plane: ImagePlane, amount: Int32, into other: ImagePlane) {
    precondition(
      plane.rows == other.rows && plane.columns == other.columns && plane !== other,
      "an image [\(plane.rows), \(plane.columns)] cannot be written into "
        + "[\(other.rows), \(other.columns)]")
    precondition((-256...256).contains(amount), "the pen cannot change by \(amount) / 256")
    unsafe table.change_pen(
      plane.tile.row(at: 1) + 1, plane.tile.stride, plane.rows, plane.columns, amount,
      other.tile.row(at: 1) + 1)
  }

  /// One step of a moving average: `average = fma(rate, x - average, average) + 0`.
  package func average(
    _ average: PaddedMatrix, of x: PaddedMatrix, rows: Range<Int>, rate: Float
  ) {
    average.checkRows(rows)
    precondition(
      average.rows == x.rows && average.columns == x.columns,
      "an average \(average.shape) does not fit a matrix \(x.shape)")
    unsafe table.average(
      average.row(at: rows.lowerBound), x.row(at: rows.lowerBound), rows.count * x.stride, rate)
  }
}
