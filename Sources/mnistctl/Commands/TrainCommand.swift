import ArgumentParser
import LinearAlgebra
import Posix
import Presentation
import SystemPackage
import Training
import Workflow

/// `mnistctl train`: images to a model file.
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train a network on IDX images and save it as a model file.",
    discussion: """
      The same data, seed and settings give the same file, bit for bit, for any number of threads \
      and on any CPU. Ctrl-C finishes the step, saves a checkpoint and says how to go on; the file \
      at --out is replaced only after training has succeeded.

      Examples:
        mnistctl train --data mnist
        mnistctl train --data mnist --resume
        mnistctl train --data mnist --hidden 128 --optimizer sgd --out small.mlp
        mnistctl train --data mnist --recipe best --hidden 128,128
        mnistctl train --data mnist --validation 0.1 --epochs 50 --patience 8
        mnistctl train --data mnist --plot
      """)

  @OptionGroup var data: DataOptions
  @OptionGroup(title: "Network and training") var training: TrainingOptions

  @OptionGroup(title: "Accuracy") var accuracy: AccuracyOptions

  @Option(
    parsing: .unconditional,
    help: "Number of classes; a label at or above it is an error.")
  var classes = 10

  @Option(
    parsing: .unconditional,
    help: "Images whose exact logits are kept in the file as its self-test, 0-64.")
  var selfTestSamples = 16

  @Option(name: .shortAndLong, help: ArgumentHelp("Model file to write.", valueName: "path"))
  var out = "model.mlp"

  @Option(
    help: ArgumentHelp(
      "Where to keep the state after every epoch; deleted on success. (default: OUT.checkpoint)",
      valueName: "path"))
  var checkpoint: String?

  @Flag(help: "Go on from the checkpoint; other settings or other data are refused.")
  var resume = false

  @Flag(help: "At the end, draw the training curves and what the test images say.")
  var plot = false

  @Flag(help: "Read the data and say what would be trained and written, and stop there.")
  var dryRun = false

  @OptionGroup var compute: ComputeOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    try CommandFailure.require("--classes", classes, in: 1...256)
    try CommandFailure.require("--self-test-samples", selfTestSamples, in: 0...64)
    try output.refusePlot(plot)
    let settings = try training.settings(accuracy)
    let job = TrainingJob(
      settings: settings, teacher: try accuracy.loadTeacher(), selfTestSamples: selfTestSamples,
      out: try FilePath(typedOutput: out, for: "--out"),
      checkpoint: try checkpoint.map { try FilePath(typedOutput: $0, for: "--checkpoint") })
    let kernels = try ComputeOptions.kernels()
    let pool = try compute.pool()
    let start = MonotonicClock.now
    let dataset = try data.directory().load(.all, classes: classes, pool: pool)
    dataset.warnings.forEach { output.note("note: \($0)") }
    let run = try TrainingRun(job, dataset: dataset, resume: resume, pool: pool, kernels: kernels)
    let plan = TrainingPlan(run)
    if dryRun {
      Console.print(
        output.json
          ? plan.report : "would train \(plan.line) and write \(TerminalText.escaped(out))")
      return
    }
    if run.replacesCheckpoint {
      output.note(
        "note: \(job.checkpoint) of an earlier training will be replaced; --resume goes on from it")
    }
    output.note(plan.line)
    let display = TrainingDisplay(
      output: output, epochs: settings.epochs, printsEvents: true)
    let interruption = Interruption()
    defer { display.erase() }
    let outcome = try run.run(while: { !Interruption.isRequested }, report: display.show)
    interruption.end()
    display.erase()
    switch outcome {
    case .interrupted(let checkpoint):
      throw CommandFailure(
        status: .interrupted, code: "interrupted",
        message: "interrupted; the state is kept in \(checkpoint); go on with: \(resumeCommand)",
        path: checkpoint.string)
    case .finished(let result):
      let summary = TrainingSummary(
        result: result, seconds: (MonotonicClock.now - start) / .seconds(1),
        kernels: kernels.name, threads: pool.threads, warnings: dataset.warnings)
      Console.print(lines: output.json ? [summary.event] : summary.lines)
      if plot {
        let text = PlotText(result.model, evaluation: result.test)
        Console.print(lines: text.lines(width: Console.width, style: Console.style))
      }
    }
  }

  /// The command line that goes on: this one with `--resume`.
  private var resumeCommand: String {
    let arguments = CommandLine.arguments.dropFirst().filter { $0 != "--resume" }
    return (["mnistctl"] + arguments + ["--resume"]).map(ShellText.quoted).joined(separator: " ")
  }
}
