import ArgumentParser
import ModelFile
import Presentation
import SystemPackage
import Workflow

/// `mnistctl diff`: what distinguishes two model files.
struct DiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Say what distinguishes two model files; exit 1 if anything does.",
    discussion: """
      Compares tensors bit for bit, then labels, self-test, metrics and provenance.

      Examples:
        mnistctl diff old.mlp new.mlp
        mnistctl diff old.mlp new.mlp --json
      """)

  @Argument(help: ArgumentHelp("First model file.", valueName: "a"))
  var first: String

  @Argument(help: ArgumentHelp("Second model file.", valueName: "b"))
  var second: String

  @OptionGroup var output: OutputOptions

  func run() throws {
    let paths = (
      try FilePath(typed: first, for: "<a>"), try FilePath(typed: second, for: "<b>")
    )
    let difference = ModelDifference(
      try ModelStore.load(paths.0), try ModelStore.load(paths.1))
    if output.json {
      Console.print(JSONLine.encode(DifferenceReport(difference)))
    } else {
      Console.print(lines: DifferenceText(difference).lines)
    }
    if !difference.isEmpty { throw ExitStatus.checkFailed }
  }
}
