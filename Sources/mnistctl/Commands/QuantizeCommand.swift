import ArgumentParser
import ModelFile
import NeuralNet
import Presentation
import SystemPackage
import Workflow

/// The number formats that `quantize` knows.
enum QuantisedFormat: String, ExpressibleByArgument, CaseIterable {
  case int8
}

/// `mnistctl quantize`: a model in 8-bit integers.
struct QuantizeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quantize",
    abstract: "Bring a model to 8-bit integers, and say what that costs.",
    discussion: """
      Weights become bytes with one scale for each output, pixels stay bytes, and the bytes \
      between the layers cover what the training images give there. The result is a model file \
      like any other: verified, evaluated, exported and served, a quarter of the size and several \
      times as fast. Both models are measured with the test images; below --min-agreement nothing \
      is written, unless --force says so.

      Examples:
        mnistctl quantize model.mlp --to int8 --data mnist
        mnistctl quantize model.mlp --to int8 --out small.mlp --min-agreement 0.999
        mnistctl quantize model.mlp --to int8 --dry-run --json
      """)

  @Argument(help: ArgumentHelp("Model file.", valueName: "model"))
  var model: String

  @Option(help: ArgumentHelp("Number format: int8.", valueName: "format"))
  var to: QuantisedFormat

  @Option(
    help: ArgumentHelp("File to write. (default: MODEL.int8.mlp beside it)", valueName: "path"))
  var out: String?

  @OptionGroup var data: DataOptions

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Training images to calibrate with.", valueName: "n"))
  var calibrationImages = ModelQuantisation.defaultCalibrationImages

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Least share of test images that both models must classify alike, 0-1.", valueName: "share"))
  var minAgreement = 0.99

  @Flag(help: "Write the model even if it agrees less.")
  var force = false

  @Flag(help: "Measure and report, but write nothing.")
  var dryRun = false

  @OptionGroup var compute: ComputeOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let path = try FilePath(typed: model, for: "<model>")
    try CommandFailure.require("--calibration-images", calibrationImages, in: 1...1_000_000)
    guard (0...1).contains(minAgreement) else {
      throw CommandFailure.usage(
        "--min-agreement must be in 0...1, found \(minAgreement)", expected: "in 0...1",
        found: "\(minAgreement)")
    }
    let target =
      try out.map { try FilePath(typedOutput: $0, for: "--out") }
      ?? path.sibling(replacingExtensionWith: "\(to.rawValue).mlp")
    try OutputPath.check(target, isNot: path)
    let kernels = try ComputeOptions.kernels()
    let pool = try compute.pool()
    let stored = try ModelStore.load(path)
    let dataset = try data.directory().load(classes: stored.model.network.classes, pool: pool)
    try OutputPath.check(target, isNotIn: dataset)
    for warning in dataset.warnings { output.note("warning: \(warning)") }
    let quantisation = try ModelQuantisation(
      stored, dataset: dataset, calibrationImages: calibrationImages, pool: pool,
      kernels: kernels)
    let agrees = quantisation.comparison.agreement >= minAgreement
    let isWritten = (agrees || force) && !dryRun
    let file = isWritten ? try ModelStore.save(quantisation.model, to: target) : nil
    if output.json {
      Console.print(
        JSONLine.encode(QuantisationReport(quantisation, target: target, written: file != nil)))
    } else {
      Console.print(
        lines: QuantisationText(quantisation).lines(
          target: target, written: file != nil, isRefused: !agrees && !force,
          style: Console.style))
    }
    guard agrees || force else {
      throw CommandFailure.check(
        code: "agreement", "the models agree on too few images", path: path.string,
        expected: "at least \(minAgreement)", found: "\(quantisation.comparison.agreement)",
        remedy: "nothing was written, --force writes it")
    }
  }
}
