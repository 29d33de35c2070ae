import ArgumentParser
import ServingClient

/// `mnistctl models unload`: a model is no longer served.
struct ModelsUnloadCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "unload",
    abstract: "Stop serving a model; its file stays.",
    discussion: """
      The model stays unloaded, also over a restart, until 'mnistctl models load'.

      Examples:
        mnistctl models unload digits@1
        mnistctl models unload digits
      """)

  @Argument(
    help: ArgumentHelp("NAME for all of its versions, or NAME@VERSION.", valueName: "model"))
  var model: String

  @OptionGroup var order: OrderOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let reference = try ModelArgument.reference(model, .nameOrVersion, for: "<model>")
    var connection = try order.connect()
    // A version that is refused is not what this order is about.
    try OrderOutcome(connection.unload(reference), where: { _ in false }).report(output)
  }
}
