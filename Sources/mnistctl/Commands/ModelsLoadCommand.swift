import ArgumentParser
import ServingClient
import WireProtocol

/// `mnistctl models load`: one model's file is looked at again.
struct ModelsLoadCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "load",
    abstract: "Look at a model's file again, also if it was unloaded.",
    discussion: """
      Waits until the file is loaded or refused. Exits 1 and says why where it is refused; what was \
      loaded before serves on.

      Examples:
        mnistctl models load digits
        mnistctl models load digits@2 --json
      """)

  @Argument(
    help: ArgumentHelp("NAME for all of its versions, or NAME@VERSION.", valueName: "model"))
  var model: String

  @OptionGroup var order: OrderOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let reference = try ModelArgument.reference(model, .nameOrVersion, for: "<model>")
    var connection = try order.connect()
    try OrderOutcome(connection.load(reference)) { record in
      if case .version(let version) = reference.selector { record.version == version } else { true }
    }.report(output)
  }
}
