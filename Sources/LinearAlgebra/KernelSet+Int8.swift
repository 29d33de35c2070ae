import CKernels

// The operations of 8-bit networks. Sums are exact integers, so their order is free; what becomes of
// them is Float32 arithmetic with one rounding an operation.
extension KernelSet {
  /// A layer's sums for images that stand one after the other:
  /// `sums[r, o] = bias[o] + sum over k of pixels[r, k] * weights[o, k]`.
  ///
  /// - Parameters:
  ///   - pixels: the images, `[images, inputs]`, without gaps.
  ///   - rows: the images to take; the first goes to row 0.
  ///   - weights: `[outputs, inputs]`, each from -127 to 127, with at most 65,536 inputs.
  ///   - bias: `[1, outputs]`, each within ±2^24, so that no sum overflows.
  ///   - sums: gets the sums, `[.., outputs]`.
  package func affine(
    pixels: Span<UInt8>, images rows: Range<Int>, weights: Int8Weights, bias: Int32Matrix,
    into sums: Int32Matrix
  ) {
    let inputs = weights.inputs
    precondition(
      rows.lowerBound >= 0 && rows.upperBound * inputs <= pixels.count,
      "images \(rows) of \(inputs) pixels are outside \(pixels.count) bytes")
    checkAffine(weights, bias, sums)
    sums.checkRows(0..<rows.count)
    unsafe pixels.withUnsafeBufferPointer { pixels in
      guard let start = pixels.baseAddress else { return }
      // SAFETY: the images lie within `pixels`, all shapes were checked, and rows are padded.
      unsafe table.affine_int8(
        start + rows.lowerBound * inputs, inputs, rows.count, inputs, weights.base,
        weights.stride, bias.base, weights.outputs, sums.base, sums.stride)
    }
  }

  /// A layer's sums for rows of bytes; row `r` of the tile gives row `r` of the sums.
  package func affine(
    tile: ByteTile, rows: Range<Int>, weights: Int8Weights, bias: Int32Matrix,
    into sums: Int32Matrix
  ) {
    tile.checkRows(rows)
    sums.checkRows(rows)
    precondition(
      tile.columns == weights.inputs, "a tile \(tile.shape) does not fit weights \(weights.shape)")
    checkAffine(weights, bias, sums)
    // SAFETY: all shapes were checked, and rows are padded.
    unsafe table.affine_int8(
      tile.row(at: rows.lowerBound), tile.stride, rows.count, weights.inputs, weights.base,
      weights.stride, bias.base, weights.outputs, sums.row(at: rows.lowerBound), sums.stride)
  }

  /// The next layer's bytes:
  /// `u[r, o] = min(max(Float(sums[r, o]) * multipliers[o], 0), 255)`, rounded half to even.
  ///
  /// - Parameters:
  ///   - multipliers: `[1, outputs]`, each normal and above 0.
  ///   - u: gets the bytes, `[.., outputs]`.
  package func requantise(
    _ sums: Int32Matrix, rows: Range<Int>, multipliers: PaddedMatrix, into u: ByteTile
  ) {
    sums.checkRows(rows)
    u.checkRows(rows)
    checkScaling(sums, multipliers, columns: u.columns, u.shape)
    // SAFETY: all shapes were checked, and rows are padded.
    unsafe table.requantise(
      sums.row(at: rows.lowerBound), sums.stride, rows.count, sums.columns, multipliers.base,
      u.row(at: rows.lowerBound), u.stride)
  }

  /// The logits `z[r, o] = Float(sums[r, o]) * multipliers[o] + 0`.
  ///
  /// - Parameters:
  ///   - multipliers: `[1, outputs]`.
  ///   - z: gets the logits, `[.., outputs]`.
  package func dequantise(
    _ sums: Int32Matrix, rows: Range<Int>, multipliers: PaddedMatrix, into z: PaddedMatrix
  ) {
    sums.checkRows(rows)
    z.checkRows(rows)
    checkScaling(sums, multipliers, columns: z.columns, z.shape)
    // SAFETY: all shapes were checked, and rows are padded.
    unsafe table.dequantise(
      sums.row(at: rows.lowerBound), sums.stride, rows.count, sums.columns, multipliers.base,
      z.row(at: rows.lowerBound), z.stride)
  }

  private func checkAffine(_ weights: Int8Weights, _ bias: Int32Matrix, _ sums: Int32Matrix) {
    precondition(
      bias.rows == 1 && bias.columns == weights.outputs && sums.columns == weights.outputs,
      "weights \(weights.shape), bias \(bias.shape) and sums \(sums.shape) do not fit")
  }

  private func checkScaling(
    _ sums: Int32Matrix, _ multipliers: PaddedMatrix, columns: Int,
    _ shape: @autoclosure () -> String
  ) {
    precondition(
      multipliers.rows == 1 && multipliers.columns == sums.columns && columns == sums.columns,
      "sums \(sums.shape) and multipliers \(multipliers.shape) do not fit into \(shape())")
  }
}
