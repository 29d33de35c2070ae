package import LinearAlgebra

/// Adam and AdamW.
///
/// With the gradient `g` of step `t` (from 1), learning rate `r` and decay rates `b1`, `b2`:
///
///     m <- b1 m + (1 - b1) g            the mean of the gradients
///     v <- b2 v + (1 - b2) g^2          the mean of their squares
///     w <- w - r / (1 - b1^t) * m / (sqrt(v / (1 - b2^t)) + epsilon)
///
/// `m` and `v` start at zero; after `t` steps of a constant gradient `m = (1 - b1^t) g`, and the
/// divisors `1 - b1^t`, `1 - b2^t` take that bias away. Adam adds `decay * w` to `g`; AdamW instead
/// shrinks the weight itself, `w <- w - r decay w`, before the step.
///
/// Sources: Kingma and Ba, "Adam" (2015), algorithm 1; Loshchilov and Hutter, "Decoupled weight
/// decay regularization" (2019), algorithm 2.
package struct Adam: Optimizer {
  /// The decay rates and epsilon.
  package let coefficients: AdamCoefficients
  /// Whether weight decay acts on the weights themselves (AdamW).
  package let decoupled: Bool

  package var stateCount: Int { 2 }

  package func update(
    _ parameter: Parameter, rows: Range<Int>, step: OptimizerStep, kernels: KernelSet
  ) -> Bool {
    kernels.adam(
      parameter.value, mean: parameter.state[0], square: parameter.state[1],
      gradient: parameter.gradient, at: parameter.gradientRow(of: rows), rows: rows,
      rate: step.learningRate,
      scale: step.gradientScale, decay: decoupled ? 0 : parameter.decay,
      decoupledDecay: decoupled ? parameter.decay : 0, beta1: coefficients.beta1,
      beta2: coefficients.beta2, correction1: Float(1 - step.powers.first),
      correction2: Float(1 - step.powers.second), epsilon: coefficients.epsilon)
  }
}
