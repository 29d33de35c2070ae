import ArgumentParser
import LinearAlgebra
import ModelFile
import Presentation
import SystemPackage
import Workflow

/// `mnistctl inspect`: what is in a model file.
struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Say what is in a model file.",
    discussion: """
      Without options only the head of the file is read; 'mnistctl verify' checks all of it.

      Examples:
        mnistctl inspect model.mlp
        mnistctl inspect model.mlp --statistics --histogram
        mnistctl inspect model.mlp --weights 8
        mnistctl inspect model.mlp --json
      """)

  @Argument(help: ArgumentHelp("Model file.", valueName: "model"))
  var model: String

  @Flag(help: "Add minimum, maximum, mean, deviation and zeros of each tensor.")
  var statistics = false

  @Flag(help: "Add a histogram of each tensor.")
  var histogram = false

  @Option(help: ArgumentHelp("Look at this tensor only.", valueName: "name"))
  var tensor: String?

  @Option(
    parsing: .unconditional,
    help: "Draw the weights of the first units of the first layer as pictures.")
  var weights = 0

  @OptionGroup var output: OutputOptions

  func run() throws {
    let path = try FilePath(typed: model, for: "<model>")
    try CommandFailure.require("--weights", weights, in: 0...8_192)
    let inspection = try ModelInspection(head: path)
    if let tensor, !inspection.head.tensors.contains(where: { $0.name == tensor }) {
      let names = inspection.head.tensors.map(\.name)
      let nearest = VerbCheck.nearest(to: tensor, among: names) ?? names.joined(separator: ", ")
      throw CommandFailure.usage(
        "the model has no tensor '\(tensor)'; did you mean \(nearest)?",
        path: path.string, expected: names.joined(separator: ", "), found: tensor)
    }
    let needsTensors = output.json || statistics || histogram || tensor != nil || weights > 0
    let stored = needsTensors ? try ModelStore.load(path) : nil
    if output.json, let stored {
      Console.print(
        JSONLine.encode(
          InspectionReport(
            inspection.head, stored: stored, tensor: tensor,
            statistics: statistics || tensor != nil)))
      return
    }
    let text = InspectionText(inspection)
    Console.print(lines: text.lines(style: Console.style))
    guard let stored else { return }
    let tensors = stored.model.tensors.filter {
      tensor == nil || $0.name == tensor
    }
    if statistics || tensor != nil {
      Console.print(lines: [""] + text.statistics(tensors, style: Console.style))
    }
    if histogram { Console.print(lines: text.histograms(tensors, style: Console.style)) }
    if weights > 0 {
      Console.print(
        lines: [""]
          + text.weights(
            stored.model, units: weights, width: Console.width, style: Console.style))
    }
  }
}
