package import LinearAlgebra

/// Stochastic gradient descent, plain or with momentum.
///
/// With the gradient `g` (scaled by clipping, plus `decay * w`), learning rate `r` and momentum `u`:
///
///     plain      w <- w - r g
///     momentum   v <- u v + g,   w <- w - r v
///     Nesterov   v <- u v + g,   w <- w - r (g + u v)
///
/// Source: Sutskever, Martens, Dahl and Hinton, "On the importance of initialization and momentum
/// in deep learning" (2013), section 2, with the learning rate taken out of the velocity, so that a
/// schedule acts at once.
package struct SGD: Optimizer {
  /// The momentum `u`, in `[0, 1)`.
  package let momentum: Float
  /// Whether the step looks ahead along the velocity.
  package let nesterov: Bool

  package var stateCount: Int { momentum == 0 ? 0 : 1 }

  package func update(
    _ parameter: Parameter, rows: Range<Int>, step: OptimizerStep, kernels: KernelSet
  ) -> Bool {
    if momentum == 0 {
      return kernels.sgd(
        parameter.value, gradient: parameter.gradient, at: parameter.gradientRow(of: rows),
        rows: rows, rate: step.learningRate, scale: step.gradientScale, decay: parameter.decay)
    }
    return kernels.momentum(
      parameter.value, velocity: parameter.state[0], gradient: parameter.gradient,
      at: parameter.gradientRow(of: rows), rows: rows, rate: step.learningRate,
      scale: step.gradientScale, decay: parameter.decay,
      momentum: momentum, nesterov: nesterov)
  }
}
