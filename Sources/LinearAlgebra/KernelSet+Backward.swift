import CKernels

extension KernelSet {
  /// `delta = activations > 0 ? delta : +0` in place: the derivative of ReLU.
  package func maskWhereInactive(
    _ delta: PaddedMatrix, activations: PaddedMatrix, rows: Range<Int>
  ) {
    delta.checkRows(rows)
    activations.checkRows(rows)
    precondition(
      delta.columns == activations.columns,
      "a gradient \(delta.shape) does not fit activations \(activations.shape)")
    unsafe table.mask_inactive(
      delta.row(at: rows.lowerBound), activations.row(at: rows.lowerBound),
      rows.count * delta.stride)
  }

  /// The gradient of the first layer's weights, from pixels.
  ///
  /// `g[p, :] = +0 + sum over i of values[transposed[p, i]] * delta[i, :]`, i ascending over the
  /// minibatch, each term with one fused multiply-add, then `+ 0`.
  ///
  /// - Parameters:
  ///   - transposed: the pixels, `[inputs, batch]`.
  ///   - batch: the number of images in use.
  ///   - values: the input of each pixel byte.
  ///   - delta: `[.., outputs]`.
  ///   - inputs: the rows of `g` to compute.
  ///   - g: gets the gradient, `[.., outputs]`.
  ///   - first: the row of `g` for the first input, the others follow; without it, each input's own.
  package func weightGradient(
    transposed: ByteTile, batch: Int, values: PixelTable, delta: PaddedMatrix,
    inputs: Range<Int>, into g: PaddedMatrix, at first: Int? = nil
  ) {
    transposed.checkRows(inputs)
    let first = first ?? inputs.lowerBound
    checkGradient(delta, batch, first..<first + inputs.count, g)
    precondition(
      batch <= transposed.columns,
      "a batch of \(batch) does not fit a transposed tile \(transposed.shape)")
    // SAFETY: all shapes were checked, and rows are padded.
    unsafe table.gradient_bytes(
      transposed.row(at: inputs.lowerBound), transposed.stride, inputs.count, batch, values.base,
      values.zeroIsZero, delta.base, delta.stride, delta.columns, g.row(at: first), g.stride)
  }

  /// The gradient of a later layer's weights: `g[k, :] = +0 + sum over i of x[i, k] * delta[i, :]`,
  /// i ascending over the minibatch, each term with one fused multiply-add, then `+ 0`.
  package func weightGradient(
    _ x: PaddedMatrix, batch: Int, delta: PaddedMatrix, inputs: Range<Int>, into g: PaddedMatrix,
    at first: Int? = nil
  ) {
    let first = first ?? inputs.lowerBound
    checkGradient(delta, batch, first..<first + inputs.count, g)
    precondition(
      batch <= x.rows && inputs.upperBound <= x.columns,
      "a batch of \(batch) with inputs \(inputs) does not fit activations \(x.shape)")
    // SAFETY: all shapes were checked, and rows are padded. x is read by columns.
    unsafe table.product(
      x.base + inputs.lowerBound, 1, x.stride, inputs.count, batch, delta.base, delta.stride,
      nil, delta.columns, g.row(at: first), g.stride)
  }

  /// The gradient of a bias: `g[0, :] = +0 + delta[0, :] + delta[1, :] + ...` in Float32.
  package func columnSums(_ delta: PaddedMatrix, batch: Int, into g: PaddedMatrix) {
    checkGradient(delta, batch, 0..<1, g)
    unsafe table.column_sums(delta.base, delta.stride, batch, delta.columns, g.base)
  }

  /// Whether no element is infinite or not a number.
  package func isFinite(_ a: PaddedMatrix, rows: Range<Int>) -> Bool {
    a.checkRows(rows)
    return unsafe table.is_finite(a.row(at: rows.lowerBound), rows.count * a.stride)
  }

  private func checkGradient(
    _ delta: PaddedMatrix, _ batch: Int, _ rows: Range<Int>, _ g: PaddedMatrix
  ) {
    delta.checkRows(0..<batch)
    g.checkRows(rows)
    precondition(
      g.columns == delta.columns && g !== delta,
      "a gradient \(g.shape) does not fit output gradients \(delta.shape)")
  }
}
