import ArgumentParser
import SystemPackage

/// What becomes of the chosen candidate.
struct BestModelOptions: ParsableArguments {
  @Flag(help: "Train the chosen network on all training images and save it as a model file.")
  var trainBest = false

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Model file to write with --train-best. (default: model.mlp)", valueName: "path"))
  var out: String?

  /// The file to write; `nil` where no model is wanted.
  func path() throws -> FilePath? {
    guard trainBest else {
      if out != nil { throw CommandFailure.usage("without effect: --out needs --train-best") }
      return nil
    }
    return try FilePath(typedOutput: out ?? "model.mlp", for: "--out")
  }
}
