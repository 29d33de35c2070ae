import ArgumentParser
import Workflow

/// `mnistctl cross-validate plan`: what is to be trained, written down.
struct CrossValidatePlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Write down the trainings of a search, for 'run' and 'reduce'.",
    discussion: """
      The plan names the data by their SHA-256, so every machine that runs a task can use its own \
      copy. The same options and data give the same plan.

      Example:
        mnistctl cross-validate plan --data mnist --width 16,32,64 --search sweep
      """)

  @OptionGroup var data: DataOptions
  @OptionGroup(title: "Candidates and folds") var options: SearchOptions
  @OptionGroup var location: SearchLocation

  @Flag(help: "Read the data and print the plan, but write nothing.")
  var dryRun = false

  @OptionGroup var compute: ComputeOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let directory = try location.directory()
    _ = try options.candidates()
    let dataset = try data.directory().load(
      .training, classes: options.classes, pool: compute.pool())
    let plan = try options.plan(dataset)
    if !dryRun { try directory.adopt(plan) }
    let text = SearchPlanText(plan, directory: directory)
    Console.print(lines: output.json ? [text.report] : text.lines(isDry: dryRun))
  }
}
