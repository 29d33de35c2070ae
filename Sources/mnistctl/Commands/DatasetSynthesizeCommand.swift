import ArgumentParser
import Presentation
import SystemPackage
import Workflow

/// `mnistctl dataset synthesize`: digits drawn by a program, in place of MNIST's.
struct DatasetSynthesizeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "synthesize",
    abstract: "Draw a data set of synthetic digits and write its four IDX files.",
    discussion: """
      The digits are drawn from stroke outlines with random slant, distortion and pen; they are \
      not MNIST. The same seed gives the same bytes on every machine.

      Examples:
        mnistctl dataset synthesize --out digits
        mnistctl dataset synthesize --count 1000 --seed 7 --out few
      """)

  @Option(parsing: .unconditional, help: "Number of training images.")
  var count = 60_000

  @Option(
    parsing: .unconditional,
    help: "Number of test images; 0 for none. (default: a sixth of the training images)")
  var testCount: Int?

  @Option(parsing: .unconditional, help: "Seed of the digits.")
  var seed: UInt64 = 1

  @Option(name: .shortAndLong, help: ArgumentHelp("Directory to write to.", valueName: "dir"))
  var out: String

  @Flag(help: "Replace a data set that is in the directory.")
  var force = false

  @Flag(help: "Say what would be written, and stop there.")
  var dryRun = false

  @OptionGroup var compute: ComputeOptions
  @OptionGroup var output: OutputOptions

  private static let limit = 1_000_000

  func run() throws {
    let directory = try FilePath(typed: out, for: "--out")
    try CommandFailure.require("--count", count, in: 1...DatasetSynthesizeCommand.limit)
    try CommandFailure.require("--test-count", testCount, in: 0...DatasetSynthesizeCommand.limit)
    let test = testCount ?? count / 6
    let paths =
      dryRun
      ? SynthesisedDataset.paths(test: test, into: directory)
      : try SynthesisedDataset.write(
        training: count, test: test, seed: seed, into: directory, replacing: force,
        pool: try compute.pool())
    if output.json {
      Console.print(
        JSONLine.encode(
          SynthesisReport(
            trainingImages: count, testImages: test, seed: seed, written: !dryRun,
            paths: paths.map(\.string))))
    } else {
      output.note(
        "\(NumberText.grouped(count)) training and \(NumberText.grouped(test)) test images, "
          + "seed \(seed)\(dryRun ? ", not written" : "")")
      for path in paths { Console.print(TerminalText.escaped(path.string)) }
    }
  }
}

private struct SynthesisReport: Encodable {
  let trainingImages: Int
  let testImages: Int
  let seed: UInt64
  let written: Bool
  let paths: [String]
}
