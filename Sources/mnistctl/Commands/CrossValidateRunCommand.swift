import ArgumentParser
import LinearAlgebra
import Posix
import Workflow

/// `mnistctl cross-validate run`: one training of a plan.
struct CrossValidateRunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Do one training of a plan and keep its result.",
    discussion: """
      A result that is there already is left as it is, so a task may be started as often as one \
      likes. With SIGTERM or Ctrl-C its state is kept, the exit code is 130, and the next start \
      goes on from there.

      Examples:
        mnistctl cross-validate run --search sweep --task 7 --data mnist --threads 1
        sbatch --array=0-14 --wrap 'mnistctl cross-validate run --search sweep --data mnist'
        seq 0 14 | parallel mnistctl cross-validate run --search sweep --task {} --threads 1
      """)

  /// The variable by which Slurm tells a job of an array its number.
  private static let arrayVariable = "SLURM_ARRAY_TASK_ID"

  @OptionGroup var location: SearchLocation

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Number of the task, from 0. (default: $\(CrossValidateRunCommand.arrayVariable))",
      valueName: "n"))
  var task: Int?

  @OptionGroup var data: DataOptions
  @OptionGroup var compute: ComputeOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let directory = try location.directory()
    let task = try number()
    let kernels = try ComputeOptions.kernels()
    let pool = try compute.pool()
    let plan = try directory.plan()
    _ = try plan.task(task)
    let dataset = try data.directory().load(.training, classes: plan.classes, pool: pool)
    let search = try SearchRun(plan, in: directory, dataset: dataset, kernels: kernels)
    let display = SearchDisplay(output: output, plan: plan, isSingle: true)
    let interruption = Interruption()
    defer { display.erase() }
    let result = try search.run(
      task: task, threads: pool, while: { !Interruption.isRequested }, report: display.show)
    interruption.end()
    display.erase()
    guard let result else {
      // The number may come from a job's environment, which a shell does not have.
      throw SearchInterruption.failure(
        directory, adding: self.task == nil ? ["--task", "\(task)"] : [])
    }
    Console.print(
      output.json
        ? JSONLine.encode(FoldReport(result, plan: plan)) : SearchDisplay.text(result, plan: plan))
  }

  private func number() throws -> Int {
    if let task { return task }
    guard let text = Environment.value(Self.arrayVariable), !text.isEmpty else {
      throw CommandFailure.usage(
        "no task: --task is not given and \(Self.arrayVariable) is not set",
        expected: "the number of a task", found: "")
    }
    guard let task = Int(text) else {
      throw CommandFailure.usage(
        "\(Self.arrayVariable) must be the number of a task, found '\(text)'",
        expected: "the number of a task", found: text)
    }
    return task
  }
}
