internal import LinearAlgebra

/// How the learning rate changes from step to step.
///
/// With a warm-up of `W` epochs the rate first grows in a straight line: step `t` (from 0) of the
/// `w = W * stepsPerEpoch` warm-up steps uses `rate * (t + 1) / w`. The shape then counts from the
/// end of the warm-up.
public struct Schedule: Sendable, Hashable {
  /// The course of the learning rate after the warm-up.
  public enum Shape: Sendable, Hashable {
    /// Always the same rate.
    case constant
    /// The rate is multiplied by `factor` after every `epochs` epochs.
    case step(epochs: Int, factor: Double)
    /// Half a cosine wave from the rate down to `floor` times the rate at the end of training.
    ///
    /// Source: Loshchilov and Hutter, "SGDR" (2017), equation 5, without restarts.
    case cosine(floor: Double = 0)

    /// The name in command lines and model files.
    public var name: String {
      switch self {
      case .constant: "constant"
      case .step: "step"
      case .cosine: "cosine"
      }
    }
  }

  /// The course of the rate after the warm-up.
  public var shape: Shape
  /// The length of the warm-up in epochs, at least 0.
  public var warmupEpochs: Int

  /// A schedule that never changes the rate.
  public static let constant = Schedule(.constant)

  /// Creates a schedule.
  public init(_ shape: Shape, warmupEpochs: Int = 0) {
    self.shape = shape
    self.warmupEpochs = warmupEpochs
  }

  /// The learning rate of a step.
  ///
  /// - Parameters:
  ///   - step: the step since the start of training, from 0.
  ///   - stepsPerEpoch: the number of minibatches in an epoch.
  ///   - epochs: the length of the whole training.
  ///   - rate: the learning rate to vary.
  public func learningRate(step: Int, stepsPerEpoch: Int, epochs: Int, rate: Float) -> Float {
    let warmup = warmupEpochs * stepsPerEpoch
    if step < warmup { return Float(Double(rate) * (Double(step + 1) / Double(warmup))) }
    let elapsed = step - warmup
    switch shape {
    case .constant:
      return rate
    case .step(let period, let factor):
      var result = Double(rate)
      for _ in 0..<elapsed / (period * stepsPerEpoch) { result *= factor }
      return Float(result)
    case .cosine(let floor):
      let total = max(1, epochs * stepsPerEpoch - warmup)
      let progress = min(1, Double(elapsed) / Double(total))
      let wave = (1 + Cosine.cos(Double.pi * progress)) / 2
      return Float(Double(rate) * (floor + (1 - floor) * wave))
    }
  }

  func validate(epochs: Int) throws(TrainingError) {
    try require("warm-up epochs", "in 0...\(epochs)", warmupEpochs) { (0...epochs).contains($0) }
    switch shape {
    case .constant: break
    case .step(let period, let factor):
      try require("schedule step", "in 1...100000 epochs", period) { (1...100_000).contains($0) }
      try require("schedule factor", "in (0, 1]", factor) { $0 > 0 && $0 <= 1 }
    case .cosine(let floor):
      try require("schedule floor", "in [0, 1]", floor) { $0 >= 0 && $0 <= 1 }
    }
  }
}
