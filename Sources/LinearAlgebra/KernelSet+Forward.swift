import CKernels

// Every operation checks the shapes once; the kernels below check nothing.
extension KernelSet {
  /// The first layer's outputs for images that stand one after the other.
  ///
  /// `z[r, :] = bias + sum over p of values[pixels[r, p]] * weights[p, :]`, p ascending, each term
  /// with one fused multiply-add, then `+ 0`. Zero pixels are skipped if they mean exactly zero.
  ///
  /// - Parameters:
  ///   - pixels: the images, `[images, inputs]`, without gaps.
  ///   - rows: the images to take.
  ///   - values: the input of each pixel byte.
  ///   - weights: `[inputs, outputs]`.
  ///   - bias: `[1, outputs]`.
  ///   - z: gets the outputs, `[.., outputs]`.
  ///   - first: the row of `z` for the first image; the others follow.
  package func affine(
    pixels: Span<UInt8>, images rows: Range<Int>, values: PixelTable, weights: PaddedMatrix,
    bias: PaddedMatrix, into z: PaddedMatrix, at first: Int = 0
  ) {
    let inputs = weights.rows
    precondition(
      rows.lowerBound >= 0 && rows.upperBound * inputs <= pixels.count,
      "images \(rows) of \(inputs) pixels are outside \(pixels.count) bytes")
    checkAffine(weights, bias, z)
    z.checkRows(first..<first + rows.count)
    unsafe pixels.withUnsafeBufferPointer { pixels in
      guard let start = pixels.baseAddress else { return }
      // SAFETY: the images lie within `pixels`, all shapes were checked, and rows are padded.
      unsafe table.affine_bytes(
        start + rows.lowerBound * inputs, inputs, rows.count, inputs, values.base,
        values.zeroIsZero, weights.base, weights.stride, bias.base, weights.columns,
        z.row(at: first), z.stride)
    }
  }

  /// The first layer's outputs for rows of a gathered tile, as for pixels that stand in memory;
  /// row `r` of the tile gives row `r` of `z`.
  package func affine(
    tile: ByteTile, rows: Range<Int>, values: PixelTable, weights: PaddedMatrix,
    bias: PaddedMatrix, into z: PaddedMatrix
  ) {
    tile.checkRows(rows)
    precondition(
      tile.columns == weights.rows,
      "a tile \(tile.shape) does not fit weights \(weights.shape)")
    checkAffine(weights, bias, z)
    z.checkRows(rows)
    // SAFETY: all shapes were checked, and rows are padded.
    unsafe table.affine_bytes(
      tile.row(at: rows.lowerBound), tile.stride, rows.count, weights.rows, values.base,
      values.zeroIsZero, weights.base, weights.stride, bias.base, weights.columns,
      z.row(at: rows.lowerBound), z.stride)
  }

  /// A layer's outputs for rows of `x`: `z[r, :] = bias + sum over k of x[r, k] * weights[k, :]`,
  /// k ascending, each term with one fused multiply-add, then `+ 0`.
  package func affine(
    _ x: PaddedMatrix, rows: Range<Int>, weights: PaddedMatrix, bias: PaddedMatrix,
    into z: PaddedMatrix
  ) {
    checkAffine(weights, bias, z)
    unsafe product(x, rows, weights, start: bias.base, into: z)
  }

  /// `z[r, :] = +0 + sum over k of x[r, k] * b[k, :]`, k ascending, each term with one fused
  /// multiply-add, then `+ 0`.
  package func product(
    _ x: PaddedMatrix, rows: Range<Int>, _ b: PaddedMatrix, into z: PaddedMatrix
  ) {
    precondition(
      z.columns == b.columns, "a product with \(b.shape) does not fit into \(z.shape)")
    unsafe product(x, rows, b, start: nil, into: z)
  }

  /// `z = z > 0 ? z : +0` in place.
  package func relu(_ z: PaddedMatrix, rows: Range<Int>) {
    z.checkRows(rows)
    unsafe table.relu(z.row(at: rows.lowerBound), rows.count * z.stride)
  }

  /// The softmax of each row: with the row's maximum m, `e_j = exp(z_j - m)`,
  /// `s = +0 + e_0 + e_1 + ...` in Float32, `p_j = e_j / s`.
  ///
  /// - Parameters:
  ///   - z: logits, `[.., classes]`.
  ///   - rows: the rows to work on.
  ///   - p: gets the probabilities; may be `z`.
  ///   - maxima: `[1, batch]`; element `r` gets row `r`'s m.
  ///   - sums: `[1, batch]`; element `r` gets row `r`'s s.
  package func softmax(
    _ z: PaddedMatrix, rows: Range<Int>, into p: PaddedMatrix, maxima: PaddedMatrix,
    sums: PaddedMatrix
  ) {
    z.checkRows(rows)
    p.checkRows(rows)
    precondition(
      z.columns == p.columns && z.columns > 0,
      "the softmax of a matrix \(z.shape) does not fit into \(p.shape)")
    precondition(
      maxima.rows == 1 && sums.rows == 1 && maxima.columns >= rows.upperBound
        && sums.columns >= rows.upperBound,
      "maxima \(maxima.shape) and sums \(sums.shape) cannot hold rows \(rows)")
    // SAFETY: all shapes were checked, and rows are padded.
    unsafe table.softmax(
      z.row(at: rows.lowerBound), z.stride, rows.count, z.columns, p.row(at: rows.lowerBound),
      p.stride, maxima.base + rows.lowerBound, sums.base + rows.lowerBound)
  }

  /// Exchanges rows and columns: row `r` of `a` becomes column `r` of `other`.
  package func transpose(_ a: PaddedMatrix, rows: Range<Int>, into other: PaddedMatrix) {
    a.checkRows(rows)
    precondition(
      other.rows == a.columns && other.columns == a.rows,
      "a matrix \(a.shape) does not fit transposed into \(other.shape)")
    unsafe table.transpose(
      a.row(at: rows.lowerBound), a.stride, rows.count, a.columns,
      other.base + rows.lowerBound, other.stride)
  }

  /// The product from a starting row, or from +0.
  private func product(
    _ x: PaddedMatrix, _ rows: Range<Int>, _ b: PaddedMatrix, start: UnsafePointer<Float>?,
    into z: PaddedMatrix
  ) {
    x.checkRows(rows)
    z.checkRows(rows)
    precondition(
      x.columns == b.rows, "matrices \(x.shape) and \(b.shape) cannot be multiplied")
    precondition(x !== z && b !== z, "a product cannot overwrite its own factor")
    // SAFETY: all shapes were checked, and rows are padded.
    unsafe table.product(
      x.row(at: rows.lowerBound), x.stride, 1, rows.count, x.columns, b.base, b.stride, start,
      b.columns, z.row(at: rows.lowerBound), z.stride)
  }

  private func checkAffine(_ weights: PaddedMatrix, _ bias: PaddedMatrix, _ z: PaddedMatrix) {
    precondition(
      weights.rows > 0 && bias.rows == 1 && bias.columns == weights.columns
        && z.columns == weights.columns,
      "weights \(weights.shape), bias \(bias.shape) and outputs \(z.shape) do not fit")
  }
}
