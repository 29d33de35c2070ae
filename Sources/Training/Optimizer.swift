package import LinearAlgebra

/// A rule that turns a gradient into a change of the parameters.
///
/// Rules work on any rows of one parameter matrix, so the parts of a network can be updated by
/// different threads as soon as their gradient is known.
package protocol Optimizer: Sendable {
  /// How many matrices of state the rule keeps for each parameter matrix.
  var stateCount: Int { get }

  /// Updates some rows of a parameter from its gradient; false where a number is not finite.
  func update(
    _ parameter: Parameter, rows: Range<Int>, step: OptimizerStep, kernels: KernelSet
  ) -> Bool
}

/// The numbers of one step that all parameters share.
package struct OptimizerStep: Sendable, Hashable {
  /// The learning rate after the schedule.
  package var learningRate: Float
  /// What every gradient is multiplied by: 1, or less where the gradient was clipped.
  package var gradientScale: Float
  /// The powers of the optimiser's decay rates after this step.
  package var powers: DecayPowers
  /// How much of the distance to a parameter its moving average goes, where one is kept.
  package var averageRate: Float = 0
}

/// `beta1^t` and `beta2^t` after `t` steps, as iterated products in Float64.
///
/// A power function differs between machines; a product per step does not.
package struct DecayPowers: Sendable, Hashable {
  /// `beta1^t`.
  package var first = 1.0
  /// `beta2^t`.
  package var second = 1.0

  /// The powers one step later.
  func advanced(_ coefficients: AdamCoefficients) -> DecayPowers {
    DecayPowers(
      first: first * Double(coefficients.beta1), second: second * Double(coefficients.beta2))
  }
}

extension OptimizerSettings {
  /// The rule that the settings describe.
  func makeOptimizer() -> any Optimizer {
    switch self {
    case .sgd(let momentum, let nesterov): SGD(momentum: momentum, nesterov: nesterov)
    case .adam(let coefficients): Adam(coefficients: coefficients, decoupled: false)
    case .adamW(let coefficients): Adam(coefficients: coefficients, decoupled: true)
    }
  }

  /// The powers one step after `powers`; only Adam uses them.
  func advance(_ powers: DecayPowers) -> DecayPowers {
    switch self {
    case .sgd: powers
    case .adam(let coefficients), .adamW(let coefficients): powers.advanced(coefficients)
    }
  }
}
