import ArgumentParser
import LinearAlgebra
import MNISTData
import ModelFile
import NeuralNet
import Posix
import Presentation
import SystemPackage
import Training
import Workflow

/// `mnistctl demo`: everything once, with whatever data is at hand.
struct DemoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "Train, verify, evaluate and serve a classifier in a few seconds.",
    discussion: """
      Uses the data set at --data or MNIST_DIR, or a fetched one. Without any it tries for a few \
      seconds to fetch MNIST; where that fails it draws synthetic digits and says so. Then mnistd, \
      which stands beside this program, serves the model on a private socket, and a second model \
      takes its place again and again under load.

      Examples:
        mnistctl demo
        mnistctl demo --data mnist --epochs 10 --out digits.mlp
      """)

  @OptionGroup var data: DataOptions

  @Option(name: .shortAndLong, help: ArgumentHelp("Model file to write.", valueName: "path"))
  var out = "demo.mlp"

  @Option(parsing: .unconditional, help: "Passes over the training images.")
  var epochs = 10

  @Flag(help: "Do not try to fetch a data set.")
  var offline = false

  @Flag(help: "Say what would be trained and written, and stop there.")
  var dryRun = false

  @OptionGroup var compute: ComputeOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let path = try FilePath(typedOutput: out, for: "--out")
    var settings = TrainingSettings()
    settings.epochs = epochs
    try settings.validate()
    let kernels = try ComputeOptions.kernels()
    let pool = try compute.pool()
    let start = MonotonicClock.now
    let demo = try Demo(data: directory(), pool: pool)
    heading(demo.isSynthetic ? "1. Draw digits" : "1. Read the data")
    say(demo.dataLine)

    heading("2. Train a network")
    let run = try TrainingRun(
      TrainingJob(settings: settings, out: path), dataset: demo.dataset, pool: pool,
      kernels: kernels)
    let plan = TrainingPlan(run)
    if dryRun {
      Console.print(
        output.json
          ? plan.report : "would train \(plan.line) and write \(TerminalText.escaped(out))")
      return
    }
    say(plan.line)
    let display = TrainingDisplay(output: output, epochs: epochs)
    let interruption = Interruption()
    defer { display.erase() }
    let outcome = try run.run(while: { !Interruption.isRequested }, report: display.show)
    interruption.end()
    display.erase()
    guard case .finished(let result) = outcome else {
      // A demo is quicker done again than gone on with.
      try TrainingRun.discardCheckpoint(of: run.job)
      throw CommandFailure.interrupted("interrupted; nothing was kept")
    }

    heading("3. Save and verify it")
    tell("saved \(result.file.path)  \(ByteCountText.text(result.file.byteCount))")
    say("SHA-256 \(result.file.fileDigest)")
    let verification = try ModelVerification(
      result.file.path, through: .selfTest, kernels: kernels, pool: pool, data: nil)
    for level in verification.result.outcomes {
      say(
        "level \(level.level.rawValue) \(level.level.name): \(level.ok ? "ok" : "failed"), \(level.message)"
      )
    }
    if let failed = verification.result.outcomes.first(where: { !$0.ok }) {
      throw CommandFailure.check(
        code: "verification",
        "level \(failed.level.rawValue) \(failed.level.name) failed: "
          + failed.message)
    }

    heading("4. Classify images it has never seen")
    if let test = result.test {
      tell(
        "accuracy \(NumberText.percent(test.accuracy)) of \(NumberText.grouped(test.count)) "
          + "\(demo.isSynthetic ? "synthetic " : "")test images")
    }
    if !output.quiet && !output.json { Console.print(lines: pictures(result, demo: demo)) }

    heading("5. Serve it, and change models under load")
    let service = try serve(result, settings, demo.dataset, pool: pool, kernels: kernels)

    let seconds = (MonotonicClock.now - start) / .seconds(1)
    if output.json {
      Console.print(
        JSONLine.encode(
          DemoReport(
            result, demo: demo, service: service, seconds: seconds, kernels: kernels.name)))
    } else {
      say("\(DurationText.text(seconds: seconds)) in all")
      if demo.isSynthetic {
        tell(
          "these are synthetic digits, not MNIST; to use MNIST, run 'mnistctl dataset fetch', or "
            + "set MNIST_DIR to the directory of its four files")
      }
    }
  }

  /// Serves the model with the daemon that stands beside this program; `nil` where there is none.
  private func serve(
    _ result: TrainingResult, _ settings: TrainingSettings, _ dataset: LoadedDataset,
    pool: WorkerPool, kernels: KernelSet
  ) throws -> ServiceDemo.Report? {
    guard ServiceDemo.isPossible else {
      say("left out: mnistd is not beside this program; 'swift build -c release' builds both")
      return nil
    }
    let interruption = Interruption()
    let report = try ServiceDemo.run(
      result, settings: settings, dataset: dataset, pool: pool, kernels: kernels,
      while: { !Interruption.isRequested })
    let isInterrupted = Interruption.isRequested
    interruption.end()
    if isInterrupted { throw CommandFailure.interrupted("interrupted; the model is kept") }
    ServiceText.lines(report).forEach(say)
    guard report.during.lost == 0, report.during.mixed == 0, report.differences == 0 else {
      throw CommandFailure.check(
        code: "service",
        "expected nothing lost, mixed or different, found "
          + "\(report.during.lost), \(report.during.mixed) and \(report.differences)")
    }
    return report
  }

  /// The data set at hand, or one fetched for the purpose; `nil` where digits are to be drawn.
  private func directory() throws -> DatasetDirectory? {
    if let given = data.data { return DatasetDirectory(try FilePath(typed: given, for: "--data")) }
    if let atHand = try DatasetDirectory.atHand() { return atHand }
    if offline || dryRun { return nil }
    output.note("no data set at hand: trying to fetch MNIST (--offline leaves that out)")
    do {
      let fetched = try Demo.fetchedData()
      output.note("fetched to \(fetched.path)")
      return fetched
    } catch {
      // A demo without MNIST is still one. The whole story is what `dataset fetch` tells.
      output.note("\(error.message)")
      return nil
    }
  }

  /// Some test images: what they show, what the network reads, and how sure it is.
  private func pictures(_ result: TrainingResult, demo: Demo) -> [String] {
    guard let test = result.test, let images = demo.dataset.test?.images else { return [] }
    var sheet = PictureSheet()
    for sample in test.outcomes.prefix(4) {
      sheet.append(
        HalfBlockPicture(
          grey: images[sample.index], rows: images.rows, columns: images.columns),
        caption: "\(sample.label) read as \(sample.predicted), "
          + NumberText.percent(Double(sample.confidence), decimals: 1))
    }
    return sheet.lines(width: Console.width, style: Console.style)
  }

  private func heading(_ text: String) {
    if !output.json && !output.quiet {
      Console.print(Console.style.emphasised(text, .bold))
    }
  }

  /// A part of the result.
  private func tell(_ text: String) {
    if output.quiet && !output.json { Console.print(TerminalText.escaped(text)) }
    say(text)
  }

  /// A part of the story, which nobody needs.
  private func say(_ text: String) {
    if !output.json && !output.quiet { Console.print("   " + TerminalText.escaped(text)) }
  }
}
