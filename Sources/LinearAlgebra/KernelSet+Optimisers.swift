import CKernels

// One optimiser step on rows of one parameter matrix. All arithmetic is Float32; each named value
// is rounded once, `fma(a, b, c)` is `a * b + c` with one rounding, and the order of operations
// in the comments is the definition. Every stored value gets `+ 0`. The gradient of row `r` of the
// parameters stands in row `first + r - rows.lowerBound` of `g`; without `first`, in row `r`.
extension KernelSet {
  /// Plain SGD.
  ///
  /// ```
  /// g' = fma(decay, w, g * scale)
  /// w  = fma(-rate, g', w)
  /// ```
  ///
  /// - Returns: whether all g' and w are finite.
  package func sgd(
    _ w: PaddedMatrix, gradient g: PaddedMatrix, at first: Int? = nil, rows: Range<Int>,
    rate: Float, scale: Float = 1, decay: Float = 0
  ) -> Bool {
    let first = check(rows, w, gradient: g, at: first)
    return unsafe table.sgd(
      w.row(at: rows.lowerBound), g.row(at: first), rows.count * w.stride, scale, decay,
      -rate)
  }

  /// SGD with momentum, plain or Nesterov's, in PyTorch's form.
  ///
  /// ```
  /// g' = fma(decay, w, g * scale)
  /// v  = fma(momentum, v, g')
  /// d  = nesterov ? fma(momentum, v, g') : v
  /// w  = fma(-rate, d, w)
  /// ```
  ///
  /// - Returns: whether all g', v and w are finite.
  package func momentum(
    _ w: PaddedMatrix, velocity v: PaddedMatrix, gradient g: PaddedMatrix, at first: Int? = nil,
    rows: Range<Int>, rate: Float, scale: Float = 1, decay: Float = 0, momentum: Float,
    nesterov: Bool = false
  ) -> Bool {
    let first = check(rows, w, gradient: g, at: first)
    check(w, state: v)
    var settings = ck_momentum(
      scale: scale, decay: decay, momentum: momentum, negative_rate: -rate, nesterov: nesterov)
    return unsafe table.momentum(
      w.row(at: rows.lowerBound), v.row(at: rows.lowerBound), g.row(at: first),
      rows.count * w.stride, &settings)
  }

  /// Adam (L2 decay) and AdamW (decoupled decay); use one decay and leave the other 0.
  ///
  /// ```
  /// g' = fma(decay, w, g * scale)
  /// w' = fma(-(rate * decoupledDecay), w, w)
  /// m  = fma(beta1, m, g' * (1 - beta1))
  /// v  = fma(beta2, v, (g' * g') * (1 - beta2))
  /// w  = fma(-(rate / correction1), m / (sqrt(v * (1 / correction2)) + epsilon), w')
  /// ```
  ///
  /// Multiplying by `1 / correction2` saves one of two divisions an element: this loop is bound by
  /// the divider.
  ///
  /// Source: Kingma and Ba, "Adam" (2015); Loshchilov and Hutter, "Decoupled weight decay
  /// regularization" (2019).
  ///
  /// - Parameters:
  ///   - correction1: `1 - beta1^t` at step t, from 1.
  ///   - correction2: `1 - beta2^t`.
  ///   - epsilon: above 0.
  /// - Returns: whether all g', m, v and w are finite.
  package func adam(
    _ w: PaddedMatrix, mean m: PaddedMatrix, square v: PaddedMatrix, gradient g: PaddedMatrix,
    at first: Int? = nil, rows: Range<Int>, rate: Float, scale: Float = 1, decay: Float = 0,
    decoupledDecay: Float = 0,
    beta1: Float, beta2: Float, correction1: Float, correction2: Float, epsilon: Float
  ) -> Bool {
    let first = check(rows, w, gradient: g, at: first)
    check(w, state: m)
    check(w, state: v)
    precondition(epsilon > 0, "Adam needs an epsilon above 0, found \(epsilon)")
    var settings = ck_adam(
      scale: scale, decay: decay, negative_shrink: -(rate * decoupledDecay), beta1: beta1,
      one_minus_beta1: 1 - beta1, beta2: beta2, one_minus_beta2: 1 - beta2,
      inverse_correction2: 1 / correction2, epsilon: epsilon,
      negative_rate: -(rate / correction1))
    return unsafe table.adam(
      w.row(at: rows.lowerBound), m.row(at: rows.lowerBound), v.row(at: rows.lowerBound),
      g.row(at: first), rows.count * w.stride, &settings)
  }

  /// Checks the shapes and returns the first row of the gradient.
  private func check(
    _ rows: Range<Int>, _ w: PaddedMatrix, gradient g: PaddedMatrix, at first: Int?
  ) -> Int {
    let first = first ?? rows.lowerBound
    w.checkRows(rows)
    g.checkRows(first..<first + rows.count)
    precondition(
      g.columns == w.columns, "parameters \(w.shape) do not fit a gradient \(g.shape)")
    return first
  }

  private func check(_ w: PaddedMatrix, state: PaddedMatrix) {
    precondition(
      state.rows == w.rows && state.columns == w.columns,
      "parameters \(w.shape) do not fit a state \(state.shape)")
  }
}
