import ArgumentParser
import LinearAlgebra
import ModelFile
import NeuralNet
import Presentation
import SystemPackage
import Training
import Workflow

/// `mnistctl evaluate`: how well a model classifies the test images.
struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Measure a model on the test images of a data set.",
    discussion: """
      The model's self-test is run first; a model that fails it on this CPU is not evaluated.

      Examples:
        mnistctl evaluate model.mlp --data mnist
        mnistctl evaluate model.mlp --data mnist --mistakes 8
        mnistctl evaluate model.mlp --data mnist --plot
        mnistctl evaluate model.mlp --data mnist --json
      """)

  @Argument(help: ArgumentHelp("Model file.", valueName: "model"))
  var model: String

  @OptionGroup var data: DataOptions

  @Option(parsing: .unconditional, help: "The most confident mistakes to draw.")
  var mistakes = 4

  @Option(
    parsing: .unconditional,
    help: "Report how often the label is among the k best classes, for k up to this.")
  var topK = 5

  @Flag(help: "Draw the training curves, the confusion matrix and the calibration as well.")
  var plot = false

  @OptionGroup var compute: ComputeOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let path = try FilePath(typed: model, for: "<model>")
    try output.refusePlot(plot)
    try CommandFailure.require("--mistakes", mistakes, in: 0...1_000)
    try CommandFailure.require("--top-k", topK, in: 1...256)
    let kernels = try ComputeOptions.kernels()
    let pool = try compute.pool()
    let stored = try ModelStore.load(path)
    let dataset = try data.directory().load(
      .test, classes: stored.model.network.classes, pool: pool)
    let measured = try ModelEvaluation(
      stored, dataset: dataset, pool: pool, kernels: kernels, topK: topK)
    if output.json {
      Console.print(JSONLine.encode(EvaluationReport(measured, mistakes: mistakes)))
    } else {
      Console.print(
        lines: EvaluationText(measured).lines(
          mistakes: mistakes, width: Console.width, style: Console.style))
      if plot {
        let text = PlotText(stored.model, evaluation: measured.evaluation)
        Console.print(lines: text.lines(width: Console.width, style: Console.style))
      }
    }
  }
}
