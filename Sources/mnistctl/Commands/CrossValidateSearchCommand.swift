import ArgumentParser
import LinearAlgebra
import Posix
import SystemPackage
import Workflow

/// `mnistctl cross-validate search`: the whole search in one process; the verb may be left out.
struct CrossValidateSearchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "search",
    abstract: "Plan, train and sum up in one go; 'search' itself may be left out.",
    discussion: """
      What the directory of the search holds already is not trained again. Another grid, other \
      settings or other data need another directory.
      """)

  @OptionGroup var data: DataOptions
  @OptionGroup(title: "Candidates and folds") var options: SearchOptions
  @OptionGroup var location: SearchLocation
  @OptionGroup var best: BestModelOptions

  @Flag(help: "Print a row for each candidate as CSV.")
  var csv = false

  @Flag(help: "Read the data and say what would be trained, and stop there.")
  var dryRun = false

  @OptionGroup var compute: ComputeOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    try SearchReport.Format.check(csv: csv, output)
    let model = try best.path()
    let directory = try location.directory()
    _ = try options.candidates()
    let kernels = try ComputeOptions.kernels()
    let pool = try compute.pool()
    let start = MonotonicClock.now
    let dataset = try data.directory().load(
      best.trainBest ? .all : .training, classes: options.classes, pool: pool)
    if let model { try directory.checkModel(model, dataset: dataset) }
    let plan = try options.plan(dataset)
    let planText = SearchPlanText(plan, directory: directory)
    if dryRun {
      Console.print(output.json ? planText.report : "would train \(planText.line)")
      return
    }
    try directory.adopt(plan)
    let search = try SearchRun(plan, in: directory, dataset: dataset, kernels: kernels)
    output.note(planText.line)
    let display = SearchDisplay(output: output, plan: plan)
    let interruption = Interruption()
    defer { display.erase() }
    let outcome = try search.run(
      threads: pool, while: { !Interruption.isRequested }, report: display.show)
    interruption.end()
    display.erase()
    guard let outcome else { throw SearchInterruption.failure(directory) }
    let run = SearchReport.Run(
      seconds: (MonotonicClock.now - start) / .seconds(1), threads: pool.threads,
      kernels: kernels.name)
    try SearchConclusion(
      report: SearchReport(outcome, run: run), directory: directory, output: output, csv: csv
    ).run(
      model.map {
        SearchConclusion.Wish(out: $0, dataset: dataset, pool: pool, kernels: kernels)
      })
  }
}

/// What is said when a search was interrupted.
enum SearchInterruption {
  static func failure(
    _ directory: SearchDirectory, adding more: [String] = []
  ) -> CommandFailure {
    let command = (["mnistctl"] + CommandLine.arguments.dropFirst() + more).map(ShellText.quoted)
    return CommandFailure(
      status: .interrupted, code: "interrupted",
      message: "interrupted; finished trainings and the states of the others are kept in "
        + "\(directory.path); go on with: \(command.joined(separator: " "))",
      path: directory.path.string)
  }
}
