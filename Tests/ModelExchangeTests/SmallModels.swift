import LinearAlgebra
import ModelFile
import NeuralNet

/// Models of a few numbers: their files are short enough to be damaged in every place.
enum SmallModels {
  private static let input = InputLayout(
    rows: 2, columns: 2,
    normalisation: PixelNormalisation(mean: 0.1307, standardDeviation: 0.3081) ?? .unit)

  /// Two layers of floating point, 4-3-2.
  static let float32 = Model(
    network: MLP(layers: [
      Dense(
        weights: Matrix(
          rows: 3, columns: 4,
          elements: [0.5, -1.25, 3, 0.1, 1e-30, 2, -0.75, 1, 0.3, 0.2, -0.1, 7]),
        bias: [0.5, 0, -1], activation: .relu),
      Dense(
        weights: Matrix(rows: 2, columns: 3, elements: [1, -2, 0.125, 0.7, 3, -1]),
        bias: [0.25, -0.5], activation: .identity),
    ]), input: input, labels: ["off", "\"on\""])

  /// Two layers of 8-bit integers, 4-3-2.
  static let int8 = Model(
    network: .int8(
      QuantisedMLP(layers: [
        QuantisedDense(
          inputs: 4, outputs: 3, weights: [1, -127, 127, 0, 5, 6, -7, 8, 9, 10, 11, -12],
          bias: [100, -20, 1 << 24], scales: [0.5, 0.25, 0.01],
          inputScale: PixelNormalisation(mean: 0, standardDeviation: 0.3081)?.values[1] ?? 1,
          activation: .relu),
        QuantisedDense(
          inputs: 3, outputs: 2, weights: [1, 2, 3, -4, -5, -6], bias: [7, -8],
          scales: [0.1, 0.2], inputScale: 0.03, activation: .identity),
      ])), input: input, labels: ["off", "\"on\""])

  /// Both.
  static let all = [float32, int8]
}
