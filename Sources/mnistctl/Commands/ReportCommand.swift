import ArgumentParser
import LinearAlgebra
import ModelFile
import NeuralNet
import Presentation
import SystemPackage
import Training
import Workflow

/// `mnistctl report`: a page that explains what a network does and where it fails.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Explain a model on one page: curves, mistakes, weights, and how to make it again.",
    discussion: """
      The page is one HTML file that needs no network and no script. It holds the training curves \
      that the model file records, and, measured on the test images of a data set, the confusion \
      matrix, the scores of each class, the calibration, the worst mistakes, the first layer's \
      weights and the sparsity of the hidden layers; the search that chose the settings where one \
      is recorded; and the provenance with the commands that make the model again. The same model, \
      data and options give the same bytes.

      Examples:
        mnistctl report model.mlp --data mnist
        mnistctl report model.mlp --data mnist --out digits.html --figures figures
        mnistctl report model.mlp --data mnist --mistakes 48 --units 128
      """)

  @Argument(help: ArgumentHelp("Model file.", valueName: "model"))
  var model: String

  @OptionGroup var data: DataOptions

  @Option(name: .shortAndLong, help: ArgumentHelp("Page to write.", valueName: "path"))
  var out = "report.html"

  @Option(
    help: ArgumentHelp(
      "Directory to write the figures to as well, as SVG files; made if it is missing.",
      valueName: "dir"))
  var figures: String?

  @Option(parsing: .unconditional, help: "The most confident mistakes to show.")
  var mistakes = 20

  @Option(
    parsing: .unconditional, help: "The units of the first layer whose weights are shown.")
  var units = 64

  @Flag(help: "Measure, and say what would be written, but write nothing.")
  var dryRun = false

  @OptionGroup var compute: ComputeOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let path = try FilePath(typed: model, for: "<model>")
    let page = try FilePath(typedOutput: out, for: "--out")
    let directory = try figures.map { try FilePath(typed: $0, for: "--figures") }
    try CommandFailure.require("--mistakes", mistakes, in: 0...1_000)
    try CommandFailure.require("--units", units, in: 0...8_192)
    let kernels = try ComputeOptions.kernels()
    let pool = try compute.pool()
    let stored = try ModelStore.load(path)
    let dataset = try data.directory().load(
      .test, classes: stored.model.network.classes, pool: pool)
    let report = try ModelExplanation(
      stored, dataset: dataset, mistakes: mistakes, pool: pool, kernels: kernels)
    let pictures = ReportFigures(report, units: units)
    let source = ReportPage(
      report: report, figures: pictures,
      commands: ReproducingCommands(
        stored.model.provenance, model: model, data: data.data)
    ).source
    let drawn = directory.map { directory in
      pictures.all.map {
        ReportFile(
          path: directory.appending("\($0.name).svg"), bytes: [UInt8]($0.document.utf8))
      }
    }
    let files = [ReportFile(path: page, bytes: [UInt8](source.utf8))] + (drawn ?? [])
    try OutputPath.checkAreDistinct(files.map(\.path))
    for file in files {
      try OutputPath.check(file.path, isNot: path)
      try OutputPath.check(file.path, isNotIn: dataset)
    }
    if !dryRun { try ReportFile.write(files[0], figures: drawn ?? [], in: directory) }
    if output.json {
      Console.print(JSONLine.encode(ReportObject(report, files: files, written: !dryRun)))
    } else {
      Console.print(
        lines: files.map {
          "\(dryRun ? "would write" : "wrote") \(TerminalText.escaped($0.path.string)), "
            + "\(NumberText.grouped($0.bytes.count)) bytes"
        })
    }
  }
}

/// The object that `report --json` prints.
private struct ReportObject: Encodable {
  let path: String
  let bytes: Int
  let sha256: String
  let figures: [String]
  let written: Bool
  let accuracy: Double
  let loss: Double
  let count: Int
  let expectedCalibrationError: Double
  let modelSHA256: String
  let dataSHA256: String

  init(_ report: ModelExplanation, files: [ReportFile], written: Bool) {
    let evaluation = report.measured.evaluation
    path = files[0].path.string
    bytes = files[0].bytes.count
    sha256 = "\(ContentDigest(of: files[0].bytes))"
    figures = files.dropFirst().map(\.path.string)
    self.written = written
    accuracy = evaluation.accuracy
    loss = evaluation.loss
    count = evaluation.count
    expectedCalibrationError = evaluation.expectedCalibrationError
    modelSHA256 = "\(report.stored.file.fileDigest)"
    dataSHA256 = "\(report.measured.digests.combined)"
  }
}
