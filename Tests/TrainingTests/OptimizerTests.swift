import LinearAlgebra
import Testing

@testable import Training

/// Steps on one weight, by hand.
///
/// All numbers are short binary fractions unless a comment says
/// otherwise, so the expected values are exact.
@Suite("Optimizer")
struct OptimizerTests {
  @Test("plain SGD steps against the gradient", arguments: KernelSet.available)
  func plain(kernels: KernelSet) {
    let weight = Weight(1, stateCount: 0, decay: 0)
    let rule = SGD(momentum: 0, nesterov: false)
    // w = 1 - 0.25 * 0.5, then 0.875 - 0.25 * (-1), then 1.125 - 0.125 * 2 at another rate
    #expect(weight.step(rule, gradient: 0.5, rate: 0.25, kernels) == 0.875)
    #expect(weight.step(rule, gradient: -1, rate: 0.25, kernels) == 1.125)
    #expect(weight.step(rule, gradient: 2, rate: 0.125, kernels) == 0.875)
  }

  @Test("SGD's weight decay is part of the gradient", arguments: KernelSet.available)
  func plainDecay(kernels: KernelSet) {
    let weight = Weight(2, stateCount: 0, decay: 0.125)
    let rule = SGD(momentum: 0, nesterov: false)
    // g' = 0.5 + 0.125 * 2 = 0.75, w = 2 - 0.5 * 0.75
    #expect(weight.step(rule, gradient: 0.5, rate: 0.5, kernels) == 1.625)
    // g' = 0 + 0.125 * 1.625 = 0.203125, w = 1.625 - 0.1015625
    #expect(weight.step(rule, gradient: 0, rate: 0.5, kernels) == 1.523_437_5)
  }

  @Test("clipping scales the gradient and not the decay", arguments: KernelSet.available)
  func clipping(kernels: KernelSet) {
    let weight = Weight(2, stateCount: 0, decay: 0.125)
    let rule = SGD(momentum: 0, nesterov: false)
    // g' = 0.25 * 2 + 0.125 * 2 = 0.75, w = 2 - 0.5 * 0.75
    #expect(weight.step(rule, gradient: 2, rate: 0.5, scale: 0.25, kernels) == 1.625)
  }

  @Test("momentum keeps moving", arguments: KernelSet.available)
  func momentum(kernels: KernelSet) {
    let weight = Weight(1, stateCount: 1, decay: 0)
    let rule = SGD(momentum: 0.5, nesterov: false)
    // v = 1, w = 1 - 0.25
    #expect(weight.step(rule, gradient: 1, rate: 0.25, kernels) == 0.75)
    // v = 0.5 + 0.5 = 1, w = 0.75 - 0.25
    #expect(weight.step(rule, gradient: 0.5, rate: 0.25, kernels) == 0.5)
    // v = 0.5 + 0 = 0.5, w = 0.5 - 0.125: a gradient of zero still moves the weight
    #expect(weight.step(rule, gradient: 0, rate: 0.25, kernels) == 0.375)
    #expect(weight.state(0) == 0.5)
  }

  @Test("Nesterov's momentum looks ahead", arguments: KernelSet.available)
  func nesterov(kernels: KernelSet) {
    let weight = Weight(1, stateCount: 1, decay: 0.25)
    let rule = SGD(momentum: 0.5, nesterov: true)
    // g' = 0.75 + 0.25 * 1 = 1, v = 1, d = 1 + 0.5 * 1 = 1.5, w = 1 - 0.25 * 1.5
    #expect(weight.step(rule, gradient: 0.75, rate: 0.25, kernels) == 0.625)
    // g' = 0.34375 + 0.15625 = 0.5, v = 0.5 + 0.5 = 1, d = 0.5 + 0.5 = 1, w = 0.625 - 0.25
    #expect(weight.step(rule, gradient: 0.343_75, rate: 0.25, kernels) == 0.375)
    #expect(weight.state(0) == 1)
  }

  /// With `b1 = b2` and gradients of +-1 the corrected square is 1, so nothing is irrational.
  private static let halves = AdamCoefficients(beta1: 0.5, beta2: 0.5, epsilon: 1)

  @Test(
    "Adam divides the mean of gradients by the root of that of squares",
    arguments: KernelSet.available)
  func adam(kernels: KernelSet) {
    let weight = Weight(1, stateCount: 2, decay: 0, coefficients: OptimizerTests.halves)
    let rule = Adam(coefficients: OptimizerTests.halves, decoupled: false)
    // m = v = 0.5, 1 - b^1 = 0.5: w = 1 - 0.75 / 0.5 * 0.5 / (1 + 1)
    #expect(weight.step(rule, gradient: 1, rate: 0.75, kernels) == 0.625)
    // m = 0.25 - 0.5 = -0.25, v = 0.75, 1 - b^2 = 0.75: w = 0.625 + 0.75 / 0.75 * 0.25 / 2.
    // v * (1 / 0.75) may miss 1 by a rounding.
    #expect(abs(weight.step(rule, gradient: -1, rate: 0.75, kernels) - 0.75) < 1e-7)
    #expect(weight.state(0) == -0.25 && weight.state(1) == 0.75)
    // m = -0.125 + 0 = -0.125, v = 0.375, 1 - b^3 = 0.875, v / 0.875 = 3/7:
    // w = 0.75 + 0.75 / 0.875 * 0.125 / (sqrt(3/7) + 1) = 0.75 + 0.0647523...
    let third = 0.75 + 0.75 / 0.875 * 0.125 / ((3.0 / 7).squareRoot() + 1)
    #expect(abs(Double(weight.step(rule, gradient: 0, rate: 0.75, kernels)) - third) < 2e-7)
  }

  @Test("Adam's decay is part of the gradient, AdamW's is not", arguments: KernelSet.available)
  func decays(kernels: KernelSet) {
    let coupled = Weight(2, stateCount: 2, decay: 0.25, coefficients: OptimizerTests.halves)
    let adam = Adam(coefficients: OptimizerTests.halves, decoupled: false)
    // g' = 0.5 + 0.25 * 2 = 1, m = v = 0.5: w = 2 - 0.75 / 0.5 * 0.5 / 2
    #expect(coupled.step(adam, gradient: 0.5, rate: 0.75, kernels) == 1.625)
    let decoupled = Weight(2, stateCount: 2, decay: 0.25, coefficients: OptimizerTests.halves)
    let adamW = Adam(coefficients: OptimizerTests.halves, decoupled: true)
    // w' = 2 - 0.75 * 0.25 * 2 = 1.625, m = v = 0.5: w = 1.625 - 0.375
    #expect(decoupled.step(adamW, gradient: 1, rate: 0.75, kernels) == 1.25)
    #expect(decoupled.state(0) == 0.5 && decoupled.state(1) == 0.5)
    // m = 0.25, v = 0.25 with a gradient of zero; w' = 1.25 * (1 - 0.1875) = 1.015625;
    // w = w' - 0.25 / (sqrt(1/3) + 1)
    let second = 1.015_625 - 0.25 / ((1.0 / 3).squareRoot() + 1)
    #expect(abs(Double(decoupled.step(adamW, gradient: 0, rate: 0.75, kernels)) - second) < 3e-7)
  }

  @Test(
    "clipping scales Adam's gradient before its mean and square", arguments: KernelSet.available)
  func adamClipping(kernels: KernelSet) {
    let weight = Weight(1, stateCount: 2, decay: 0, coefficients: OptimizerTests.halves)
    let rule = Adam(coefficients: OptimizerTests.halves, decoupled: false)
    #expect(weight.step(rule, gradient: 4, rate: 0.75, scale: 0.25, kernels) == 0.625)
    #expect(weight.state(0) == 0.5 && weight.state(1) == 0.5)
  }

  /// The paper's algorithm in Float64 with its own coefficients, over ten uneven gradients.
  @Test("Adam follows the paper with its default coefficients", arguments: KernelSet.available)
  func adamPaper(kernels: KernelSet) {
    let weight = Weight(0.5, stateCount: 2, decay: 0)
    let rule = Adam(coefficients: AdamCoefficients(), decoupled: false)
    var (w, m, v) = (0.5, 0.0, 0.0)
    var (power1, power2) = (1.0, 1.0)
    for t in 1...10 {
      let gradient = Float(t * t % 7) * 0.01 - 0.02
      let g = Double(gradient)
      m = 0.9 * m + (1 - 0.9) * g
      v = 0.999 * v + (1 - 0.999) * g * g
      power1 *= 0.9
      power2 *= 0.999
      w -= 0.01 * (m / (1 - power1)) / ((v / (1 - power2)).squareRoot() + 1e-8)
      let found = weight.step(rule, gradient: gradient, rate: 0.01, kernels)
      // Float32's 1 - 0.999 is off by 1.3e-5 of itself in the gradients' squares, and so, halved by
      // the root, is a step of 0.01; the corrections share the error and take most of it away.
      #expect(abs(Double(found) - w) < 1e-6)
    }
  }

  @Test("a number that is not finite is reported", arguments: KernelSet.available)
  func notFinite(kernels: KernelSet) {
    let rules: [any Optimizer] = [
      SGD(momentum: 0, nesterov: false), SGD(momentum: 0.5, nesterov: false),
      SGD(momentum: 0.5, nesterov: true), Adam(coefficients: AdamCoefficients(), decoupled: false),
      Adam(coefficients: AdamCoefficients(), decoupled: true),
    ]
    for rule in rules {
      for gradient in [Float.nan, .infinity, -.infinity] {
        let weight = Weight(1, stateCount: rule.stateCount, decay: 0)
        _ = weight.step(rule, gradient: gradient, rate: 0.1, kernels)
        #expect(!weight.wasFinite)
      }
      let weight = Weight(1, stateCount: rule.stateCount, decay: 0)
      _ = weight.step(rule, gradient: 1, rate: 0.1, kernels)
      #expect(weight.wasFinite)
    }
  }

  @Test("only the rows of the call are changed", arguments: KernelSet.available)
  func rows(kernels: KernelSet) {
    let matrix = PaddedMatrix(rows: 4, columns: 3)
    let parameter = Parameter(matrix, stateCount: 0, decay: 0)
    parameter.gradient.fill(1)
    let step = OptimizerStep(learningRate: 1, gradientScale: 1, powers: DecayPowers())
    #expect(
      SGD(momentum: 0, nesterov: false).update(
        parameter, rows: 1..<3, step: step, kernels: kernels))
    #expect(matrix.matrix.elements == [0, 0, 0, -1, -1, -1, -1, -1, -1, 0, 0, 0])
  }

  @Test("settings make the rule they describe")
  func rules() {
    let coefficients = AdamCoefficients(beta1: 0.8, beta2: 0.9, epsilon: 1e-6)
    #expect(OptimizerSettings.sgd().makeOptimizer().stateCount == 0)
    #expect(OptimizerSettings.sgd(momentum: 0.9).makeOptimizer().stateCount == 1)
    let adam = OptimizerSettings.adam(coefficients).makeOptimizer() as? Adam
    #expect(adam?.coefficients == coefficients && adam?.decoupled == false)
    let adamW = OptimizerSettings.adamW(coefficients).makeOptimizer() as? Adam
    #expect(adamW?.coefficients == coefficients && adamW?.decoupled == true)
    #expect(OptimizerSettings.sgd().defaultLearningRate == 0.1)
    #expect(OptimizerSettings.adam().defaultLearningRate == 0.001)
    #expect(OptimizerSettings.adamW().name == "adamw")
  }

  @Test("decay powers are iterated products")
  func decayPowers() {
    let settings = OptimizerSettings.adam(AdamCoefficients(beta1: 0.5, beta2: 0.75, epsilon: 1))
    let twice = settings.advance(settings.advance(DecayPowers()))
    #expect(twice == DecayPowers(first: 0.25, second: 0.562_5))
    #expect(OptimizerSettings.sgd().advance(twice) == twice)
  }
}

/// One weight and what an optimiser keeps for it.
private final class Weight {
  let parameter: Parameter
  let settings: OptimizerSettings
  var powers = DecayPowers()
  var wasFinite = true

  init(
    _ value: Float, stateCount: Int, decay: Float,
    coefficients: AdamCoefficients = AdamCoefficients()
  ) {
    parameter = Parameter(PaddedMatrix(row: [value]), stateCount: stateCount, decay: decay)
    settings = .adam(coefficients)
  }

  func step(
    _ rule: any Optimizer, gradient: Float, rate: Float, scale: Float = 1, _ kernels: KernelSet
  ) -> Float {
    powers = settings.advance(powers)
    parameter.gradient[0, 0] = gradient
    wasFinite = rule.update(
      parameter, rows: 0..<1,
      step: OptimizerStep(learningRate: rate, gradientScale: scale, powers: powers),
      kernels: kernels)
    return parameter.value[0, 0]
  }

  func state(_ index: Int) -> Float { parameter.state[index][0, 0] }
}
