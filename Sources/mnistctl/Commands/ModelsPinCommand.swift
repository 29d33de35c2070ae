import ArgumentParser
import ServingClient

/// `mnistctl models pin`: a name serves one version until it is pinned otherwise.
struct ModelsPinCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pin",
    abstract: "Let a name serve one version, whatever is published.",
    discussion: """
      The version must be loaded. A digest is the first 8 to 64 digits of the file's SHA-256; a pin \
      by digest holds the very bytes. --remove lets the name serve its latest version again.

      Examples:
        mnistctl models pin digits@1
        mnistctl models pin digits#90e1c3a7
        mnistctl models pin digits --remove
      """)

  @Argument(
    help: ArgumentHelp("NAME@VERSION or NAME#DIGEST; NAME with --remove.", valueName: "model"))
  var model: String

  @Flag(help: "Remove the pin of a name.")
  var remove = false

  @OptionGroup var order: OrderOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let reference = try ModelArgument.reference(
      model, remove ? .name : .versionOrDigest, for: "<model>",
      advice: remove ? nil : "to remove a pin, say NAME --remove")
    var connection = try order.connect()
    try OrderOutcome(connection.pin(reference), where: { _ in false }).report(output)
  }
}
