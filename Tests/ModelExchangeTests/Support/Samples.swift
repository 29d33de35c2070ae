import LinearAlgebra
import ModelExchange
import ModelFile
import NeuralNet

/// Small models to be exported.
enum Samples {
  static let normalisation = normalisation(mean: 0.1307, deviation: 0.3081)

  static func normalisation(mean: Float, deviation: Float) -> PixelNormalisation {
    guard let result = PixelNormalisation(mean: mean, standardDeviation: deviation) else {
      fatalError("mean \(mean) and deviation \(deviation) are legal")
    }
    return result
  }

  /// A model in floating point with random weights.
  static func float32(_ widths: [Int], rows: Int, columns: Int) -> Model {
    Model(
      network: HeInitialisation.network(widths: widths, seed: 7),
      input: InputLayout(rows: rows, columns: columns, normalisation: normalisation),
      labels: (0..<(widths.last ?? 0)).map { "class \"\($0)\" é/" })
  }

  /// A model in 8-bit integers with weights from a formula.
  static func int8(_ widths: [Int], rows: Int, columns: Int) -> Model {
    let layers = (1..<widths.count).map { index in
      let (inputs, outputs) = (widths[index - 1], widths[index])
      return QuantisedDense(
        inputs: inputs, outputs: outputs,
        weights: (0..<inputs * outputs).map { Int8($0 * 37 % 255 - 127) },
        bias: (0..<outputs).map { Int32($0 * 1_000 - 2_000) },
        scales: (0..<outputs).map { 0.01 + Float($0) / 128 },
        inputScale: index == 1 ? normalisation.pixelScale : 0.02,
        activation: index == widths.count - 1 ? .identity : .relu)
    }
    return Model(
      network: .int8(QuantisedMLP(layers: layers)),
      input: InputLayout(rows: rows, columns: columns, normalisation: normalisation),
      labels: (0..<(widths.last ?? 0)).map(String.init))
  }

  /// One of each kind and of each number of layers.
  static let all: [Model] = [
    float32([4, 3], rows: 2, columns: 2),
    float32([6, 5, 2], rows: 2, columns: 3),
    float32([9, 7, 5, 3], rows: 3, columns: 3),
    int8([4, 3], rows: 1, columns: 4),
    int8([6, 5, 3], rows: 3, columns: 2),
  ]

  /// The formats that these tests are about, with stored and deflated members.
  static let exports: [(format: ExchangeFormat, options: ExportOptions)] = [
    (.safetensors, ExportOptions()),
    (.json, ExportOptions(generator: "a \"test\"")),
    (.npz, ExportOptions()),
    (.npz, ExportOptions(deflates: true)),
  ]

  /// The error that bytes are refused with; `nil` where they are a model.
  static func fault(
    _ bytes: [UInt8], from format: ExchangeFormat? = nil,
    options: ImportOptions = ImportOptions(normalisation: normalisation)
  ) -> ModelExchangeError? {
    do {
      _ = try ModelImport.decode(bytes, from: format, options: options)
      return nil
    } catch {
      return error
    }
  }
}
