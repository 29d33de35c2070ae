/// Which optimiser trains the network, with its own numbers.
public enum OptimizerSettings: Sendable, Hashable {
  /// Stochastic gradient descent; `momentum` in `[0, 1)`, 0 for the plain form.
  case sgd(momentum: Float = 0, nesterov: Bool = false)
  /// Adam; weight decay, if any, is added to the gradient.
  case adam(AdamCoefficients = AdamCoefficients())
  /// AdamW: Adam with weight decay decoupled from the gradient.
  case adamW(AdamCoefficients = AdamCoefficients())

  /// The name in command lines and model files.
  public var name: String {
    switch self {
    case .sgd: "sgd"
    case .adam: "adam"
    case .adamW: "adamw"
    }
  }

  /// The learning rate that is used when none is given.
  public var defaultLearningRate: Float {
    switch self {
    case .sgd: 0.1
    case .adam, .adamW: 0.001
    }
  }

  func validate() throws(TrainingError) {
    switch self {
    case .sgd(let momentum, let nesterov):
      try require("momentum", "in [0, 1)", momentum) { $0 >= 0 && $0 < 1 }
      if nesterov { try require("momentum with nesterov", "above 0", momentum) { $0 > 0 } }
    case .adam(let coefficients), .adamW(let coefficients):
      try require("beta1", "in [0, 1)", coefficients.beta1) { $0 >= 0 && $0 < 1 }
      try require("beta2", "in [0, 1)", coefficients.beta2) { $0 >= 0 && $0 < 1 }
      try require("epsilon", "above 0", coefficients.epsilon) { $0 > 0 && $0.isFinite }
    }
  }
}

/// The coefficients of Adam and AdamW, with the defaults of the paper.
public struct AdamCoefficients: Sendable, Hashable {
  /// The decay of the mean of the gradients, in `[0, 1)`.
  public var beta1: Float
  /// The decay of the mean of their squares, in `[0, 1)`.
  public var beta2: Float
  /// What is added to the square root before dividing, above 0.
  public var epsilon: Float

  /// Creates coefficients.
  public init(beta1: Float = 0.9, beta2: Float = 0.999, epsilon: Float = 1e-8) {
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
  }
}

func require<Value>(
  _ name: String, _ expected: String, _ value: Value, _ isLegal: (Value) -> Bool
) throws(TrainingError) {
  guard isLegal(value) else {
    throw .setting(name: name, expected: expected, found: "\(value)")
  }
}
