import ArgumentParser
import LinearAlgebra
import SystemPackage
import Workflow

/// `mnistctl cross-validate reduce`: what the results of a plan say together.
struct CrossValidateReduceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reduce",
    abstract: "Sum up the results of a plan: table, chart and choice.",
    discussion: """
      A pure function of the files in the directory: the same bytes wherever the tasks ran. Only \
      --train-best needs the data.

      Examples:
        mnistctl cross-validate reduce --search sweep
        mnistctl cross-validate reduce --search sweep --csv > sweep.csv
        mnistctl cross-validate reduce --search sweep --train-best --data mnist --out digits.mlp
      """)

  @OptionGroup var location: SearchLocation
  @OptionGroup var best: BestModelOptions

  @Flag(help: "Print a row for each candidate as CSV.")
  var csv = false

  @OptionGroup var data: DataOptions
  @OptionGroup var compute: ComputeOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    try SearchReport.Format.check(csv: csv, output)
    let model = try best.path()
    let directory = try location.directory()
    let plan = try directory.plan()
    let outcome = try SearchOutcome(directory.results(of: plan))
    try SearchConclusion(
      report: SearchReport(outcome), directory: directory, output: output, csv: csv
    ).run(model.map { try wish($0, for: plan, in: directory) })
  }

  private func wish(
    _ out: FilePath, for plan: SearchPlan, in directory: SearchDirectory
  ) throws -> SearchConclusion.Wish {
    let kernels = try ComputeOptions.kernels()
    let pool = try compute.pool()
    let dataset = try data.directory().load(classes: plan.classes, pool: pool)
    // Other data than those of the plan are refused here.
    _ = try SearchRun(plan, in: directory, dataset: dataset, kernels: kernels)
    try directory.checkModel(out, dataset: dataset)
    return SearchConclusion.Wish(out: out, dataset: dataset, pool: pool, kernels: kernels)
  }
}
