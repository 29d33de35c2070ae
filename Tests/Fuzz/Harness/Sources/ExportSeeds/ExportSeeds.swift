import FoundationEssentials
import LinearAlgebra
import ModelExchange
import ModelFile
import NeuralNet

/// Writes small models in every format that is read, as what fuzzing the importers starts from:
/// `ExportSeeds FOLDER`.
@main
enum ExportSeeds {
  static func main() throws {
    let folder = URL(fileURLWithPath: CommandLine.arguments[1])
    for (index, model) in models.enumerated() {
      for format in ExchangeFormat.allCases where format.isImportable {
        try write(model, format, ExportOptions(), to: folder.appendingPathComponent("\(index)"))
      }
      try write(
        model, .npz, ExportOptions(deflates: true), to: folder.appendingPathComponent("\(index)d"))
    }
  }

  private static func write(
    _ model: Model, _ format: ExchangeFormat, _ options: ExportOptions, to file: URL
  ) throws {
    let bytes = try ModelExport.encode(model, as: format, options: options)
    try Data(bytes).write(to: file.appendingPathExtension(format.fileExtension))
  }

  /// Networks of one, two and three layers in floating point, and of one and two in 8 bits.
  private static var models: [Model] {
    [[4, 2], [4, 3, 2], [6, 4, 3, 2]].map(float32) + [[4, 2], [6, 3, 2]].map(int8)
  }

  private static func float32(_ widths: [Int]) -> Model {
    model(widths, normalised(0, 1), .float32(HeInitialisation.network(widths: widths, seed: 7)))
  }

  private static func int8(_ widths: [Int]) -> Model {
    let normalisation = normalised(0.1307, 0.3081)
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
    return model(widths, normalisation, .int8(QuantisedMLP(layers: layers)))
  }

  private static func model(
    _ widths: [Int], _ normalisation: PixelNormalisation, _ network: Network
  ) -> Model {
    Model(
      network: network,
      input: InputLayout(rows: 2, columns: widths[0] / 2, normalisation: normalisation),
      labels: (0..<(widths.last ?? 0)).map { "\($0)" })
  }

  private static func normalised(_ mean: Float, _ deviation: Float) -> PixelNormalisation {
    PixelNormalisation(mean: mean, standardDeviation: deviation) ?? .unit
  }
}
