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
        mnistctl evaluate model.mlp --data mnist --json
      """)

  @Argument(help: ArgumentHelp("Model file.", valueName: "model"))
  var model: String

  @OptionGroup var data: DataOptions

  @Option(help: "The most confident mistakes to draw.")
  var mistakes = 4

  @Option(help: "Report how often the label is among the k best classes, for k up to this.")
  var topK = 5

  @OptionGroup var compute: ComputeOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard (0...1_000).contains(mistakes) else {
      throw CommandFailure.usage("--mistakes must be in 0...1000, found \(mistakes)")
    }
    guard (1...256).contains(topK) else {
      throw CommandFailure.usage("--top-k must be in 1...256, found \(topK)")
    }
  }

  func run() throws {
    let kernels = try ComputeOptions.kernels()
    let pool = compute.pool()
    let stored = try ModelStore.load(FilePath(model))
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
    }
  }
}
