import LinearAlgebra
import Posix
import SystemPackage
import Training
import Workflow

/// The end of `cross-validate`: the result in the form that was asked for, and the model if one is
/// wanted.
struct SearchConclusion {
  /// The model to train and what with.
  struct Wish {
    let out: FilePath
    let dataset: LoadedDataset
    let pool: WorkerPool
    let kernels: KernelSet
  }

  let report: SearchReport
  let directory: SearchDirectory
  let output: OutputOptions
  let csv: Bool

  /// Prints the result, and trains the chosen candidate where that is wished.
  func run(_ wish: Wish?) throws {
    if !output.json { Console.print(lines: csv ? report.csv : report.text) }
    let model = try wish.map(train)
    if output.json { Console.print(report.event(model: model)) }
  }

  private func train(_ wish: Wish) throws -> TrainingResult {
    let start = MonotonicClock.now
    let run = try TrainingRun(
      chosenBy: report.outcome, in: directory, dataset: wish.dataset, out: wish.out,
      pool: wish.pool, kernels: wish.kernels)
    output.note(TrainingPlan(run).line)
    let display = TrainingDisplay(
      output: output, epochs: run.job.settings.epochs, printsEvents: true)
    let interruption = Interruption()
    defer { display.erase() }
    let outcome = try run.run(while: { !Interruption.isRequested }, report: display.show)
    interruption.end()
    display.erase()
    guard case .finished(let result) = outcome else {
      throw SearchInterruption.failure(directory)
    }
    let summary = TrainingSummary(
      result: result, seconds: (MonotonicClock.now - start) / .seconds(1),
      kernels: wish.kernels.name, threads: wish.pool.threads, warnings: wish.dataset.warnings)
    if csv {
      summary.lines.forEach { output.note($0) }
    } else if !output.json {
      Console.print(lines: summary.lines)
    }
    return result
  }
}
