import ArgumentParser
import ServingClient

/// `mnistctl models list`: what a daemon serves, and what it refused and why.
struct ModelsListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List the models that mnistd knows.",
    discussion: """
      States: serving; loading; refused, nothing serves in its place; stale, the file was refused \
      and what was loaded before serves on; unloaded by order. The reason says why. Marks: current, \
      what the name alone stands for; default, what requests without a name get; pinned, or rolled \
      back to.

      Examples:
        mnistctl models list
        mnistctl models list --socket data.sock --json
      """)

  @OptionGroup var data: DataSocketOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    var connection = try data.connect()
    let records = try connection.index()
    if output.json {
      Console.print(JSONLine.encode(ModelsReport(records)))
    } else {
      Console.print(lines: ModelTable(records: records).lines(style: Console.style))
    }
  }
}
