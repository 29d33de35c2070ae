import ArgumentParser
import ModelExchange
import ModelFile
import NeuralNet
import Presentation
import SystemPackage
import Workflow

/// `mnistctl import`: a model out of a format of other software.
struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Make a model file of one that other software wrote.",
    discussion: """
      Reads multi-layer perceptrons with ReLU from ONNX, safetensors, npz, JSON and GGUF files: \
      those of 'mnistctl export', and those of PyTorch, Keras, scikit-learn and NumPy; \
      formats/exchange.md has the recipes. The order of the layers follows from the names of the \
      tensors or from --layers. How pixels were normalised is never guessed: where the file does \
      not say it, --normalise must.

      Examples:
        mnistctl import model.onnx
        mnistctl import net.safetensors --normalise 0.1307,0.3081
        mnistctl import weights.npz --normalise 0,1 --layers hidden,out
      """)

  @Argument(help: ArgumentHelp("File to read.", valueName: "file"))
  var file: String

  @Option(
    help: ArgumentHelp(
      "Format: onnx, safetensors, npz, json, gguf. (default: by the file's first bytes)",
      valueName: "format"))
  var from: ExchangeFormat?

  @Option(
    help: ArgumentHelp(
      "File to write. (default: FILE with .mlp, beside it, if there is none)", valueName: "path"))
  var out: String?

  @Option(
    help: ArgumentHelp(
      "Names of the layers from input to output, with commas between.", valueName: "a,b,..."))
  var layers: String?

  @Option(
    help: ArgumentHelp(
      "Mean and deviation that pixels from 0 to 1 were normalised with.",
      valueName: "mean,deviation"))
  var normalise: String?

  @Option(
    help: ArgumentHelp(
      "Names of the classes, with commas between. (default: the file's, else 0,1,...)",
      valueName: "a,b,..."))
  var labels: String?

  @Option(
    parsing: .unconditional, help: ArgumentHelp("Self-test samples, 0-64.", valueName: "n"))
  var selfTestSamples = ModelConversion.defaultSelfTestSamples

  @Option(
    help: ArgumentHelp(
      "Directory of IDX files to measure the model with. (default: it is not measured)",
      valueName: "dir"))
  var data: String?

  @Flag(help: "Read and check the file, but write nothing.")
  var dryRun = false

  @OptionGroup var compute: ComputeOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let path = try FilePath(typed: file, for: "<file>")
    try CommandFailure.require("--self-test-samples", selfTestSamples, in: 0...64)
    let options = ImportOptions(
      layers: ImportCommand.list(layers),
      normalisation: try normalise.map { try NormalisationArgument(argument: $0).value },
      labels: ImportCommand.list(labels))
    let target = try target(beside: path)
    let kernels = try ComputeOptions.kernels()
    var model = try ModelConversion.load(
      path, format: from, options: options, selfTestSamples: selfTestSamples, kernels: kernels)
    if let data {
      let pool = try compute.pool()
      let directory = DatasetDirectory(try FilePath(typed: data, for: "--data"))
      model = try ModelConversion.measure(
        model, from: path,
        dataset: try directory.load(.test, classes: model.network.classes, pool: pool),
        pool: pool, kernels: kernels)
    }
    let stored = dryRun ? nil : try ModelStore.save(model, to: target)
    if output.json {
      Console.print(JSONLine.encode(Report(model, target: target, file: stored)))
    } else if !output.quiet {
      let widths = model.network.widths.map(String.init).joined(separator: "-")
      let accuracy = model.metrics.map { ", test accuracy \(NumberText.percent($0.accuracy))" }
      Console.print(
        "\(dryRun ? "would write" : "wrote") \(TerminalText.escaped(target.string)): \(widths)"
          + (accuracy ?? ""))
    }
  }

  /// Where the model goes.
  ///
  /// Its own name may be that of the model that was exported, whose metrics
  /// and provenance are in no other format; so that is replaced only where `--out` names it.
  private func target(beside path: FilePath) throws -> FilePath {
    if let out {
      let target = try FilePath(typedOutput: out, for: "--out")
      try OutputPath.check(target, isNot: path)
      return target
    }
    let target = path.removingLastComponent().appending("\(path.stem ?? file).mlp")
    try OutputPath.check(target, isNot: path)
    if !dryRun { try OutputPath.checkIsFree(target) }
    return target
  }

  private static func list(_ typed: String?) -> [String]? {
    typed?.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
  }

  /// The object that `--json` prints.
  private struct Report: Encodable {
    let path: String
    let written: Bool
    let widths: [Int]
    let precision: String
    let labels: [String]
    let tensorsSHA256: String
    let fileSHA256: OrNull<String>
    let testAccuracy: OrNull<Double>

    init(_ model: Model, target: FilePath, file: StoredFile?) {
      path = target.string
      written = file != nil
      widths = model.network.widths
      precision = model.network.int8 == nil ? "float32" : "int8"
      labels = model.labels
      tensorsSHA256 = "\(model.tensorsSHA256)"
      fileSHA256 = OrNull(file.map { "\($0.fileDigest)" })
      testAccuracy = OrNull(model.metrics?.accuracy)
    }
  }
}
