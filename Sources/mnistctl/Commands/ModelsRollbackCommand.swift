import ArgumentParser
import ServingClient

/// `mnistctl models rollback`: a name serves what it served before.
struct ModelsRollbackCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rollback",
    abstract: "Let a name serve the model that it served before.",
    discussion: """
      Takes effect at once: the model before is still in memory. It holds until the latest \
      version of the name is a model that was not there yet, and a second rollback undoes the first.

      Examples:
        mnistctl models rollback digits
      """)

  @Argument(help: ArgumentHelp("NAME of the model.", valueName: "name"))
  var name: String

  @OptionGroup var order: OrderOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let reference = try ModelArgument.reference(name, .name, for: "<name>")
    var connection = try order.connect()
    try OrderOutcome(connection.rollback(reference), where: { _ in false }).report(output)
  }
}
