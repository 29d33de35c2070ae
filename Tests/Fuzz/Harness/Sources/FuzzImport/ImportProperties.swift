import Fuzzing
import ModelExchange
import ModelFile
import NeuralNet

/// What holds for every file of another program: it gives a model that can be written in every
/// format and read again as the same, or is refused with the place of the fault.
enum ImportProperties {
  private static let readable = ExchangeFormat.allCases.filter(\.isImportable)
  /// What a caller may add where a file does not say it.
  private static let normalisation = PixelNormalisation(mean: 0.1307, standardDeviation: 0.3081)
  private static let layers = [["layers.0", "layers.1"], ["fc1", "fc2"], ["w1", "w2"]]

  static func check(_ file: [UInt8]) {
    var dice = Dice(for: file)
    guard let error = check(file, from: nil, ImportOptions(), &dice) else { return }
    switch error.code {
    case .modelFile, .exportOnly: break
    case .unknownFormat:
      for format in readable { _ = check(file, from: format, ImportOptions(), &dice) }
    default:
      // What is refused for lack of something is read once more with what a caller can say.
      var options = ImportOptions(normalisation: normalisation)
      guard let error = check(file, from: error.format, options, &dice),
        [.unsupportedType, .elementType, .notAPerceptron, .layerOrder].contains(error.code)
      else { return }
      options.layers = layers[dice.roll(layers.count)]
      _ = check(file, from: error.format, options, &dice)
    }
  }

  /// Reads a file and checks what comes out; the error, where it is refused.
  private static func check(
    _ file: [UInt8], from format: ExchangeFormat?, _ options: ImportOptions, _ dice: inout Dice
  ) -> ModelExchangeError? {
    let verdict = decoded(file, from: format, options)
    switch verdict {
    case .success(let model):
      require(decoded(file, from: format, options) == verdict, "the verdict is always the same")
      checkAccepted(model, format ?? detected(file), &dice)
      return nil
    case .failure(let error):
      // Most inputs are refused; a share of them will do.
      if dice.roll(8) == 0 {
        require(decoded(file, from: format, options) == verdict, "the verdict is always the same")
      }
      requireLocated(error, file)
      return error
    }
  }

  private static func decoded(
    _ file: [UInt8], from format: ExchangeFormat?, _ options: ImportOptions
  ) -> Result<Model, ModelExchangeError> {
    Result { () throws(ModelExchangeError) in
      try ModelImport.decode(file, from: format, options: options)
    }
  }

  /// A model is the same when it was written and read again: in the format that it comes from, and
  /// in another.
  private static func checkAccepted(
    _ model: Model, _ format: ExchangeFormat, _ dice: inout Dice
  ) {
    for format in [format, readable[dice.roll(readable.count)]] {
      let options = ExportOptions(deflates: dice.roll(8) == 0)
      do throws(ModelExchangeError) {
        let file = try ModelExport.encode(model, as: format, options: options)
        require(
          try ModelExport.encode(model, as: format, options: options) == file,
          "the same model gives the same bytes")
        require(detected(file) == format, "what is written is known for its format")
        let again = try ModelImport.decode(file)
        require(
          again.tensorsSHA256 == model.tensorsSHA256, "the tensors are the same in \(format)")
        require(again == model, "the model is the same in \(format)")
      } catch {
        require(false, "an imported model is written in \(format) and read again, found \(error)")
      }
    }
  }

  /// The format of an accepted file by its first bytes.
  private static func detected(_ file: [UInt8]) -> ExchangeFormat {
    if file.starts(with: "GGUF".utf8) { return .gguf }
    if file.starts(with: "PK".utf8) { return .npz }
    let brace = UInt8(ascii: "{")
    if file.count > 8, file[8] == brace, file[4..<8].allSatisfy({ $0 == 0 }) { return .safetensors }
    return file.first == 0x08 ? .onnx : .json
  }
}
