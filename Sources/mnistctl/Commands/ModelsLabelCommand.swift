import ArgumentParser
import ServingClient
import WireProtocol

/// `mnistctl models label`: a word that clients use in place of a version.
struct ModelsLabelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "label",
    abstract: "Move a label such as 'stable' or 'canary' to a version.",
    discussion: """
      Clients then reach the version as NAME:LABEL. It must be loaded; the label leaves the version \
      that it was on. --remove takes it away from the name's versions.

      Examples:
        mnistctl models label stable digits@1
        mnistctl models label canary digits#90e1c3a7
        mnistctl models label canary digits --remove
      """)

  @Argument(help: "The label.")
  var label: String

  @Argument(
    help: ArgumentHelp("NAME@VERSION or NAME#DIGEST; NAME with --remove.", valueName: "model"))
  var model: String

  @Flag(help: "Remove the label from a name's versions.")
  var remove = false

  @OptionGroup var order: OrderOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    guard ModelReference.isName(label) else {
      let expected = WireError.Words.name.rawValue
      throw CommandFailure.usage(
        "<label> must be \(expected), found '\(label)'", expected: expected, found: label)
    }
    let target = try ModelArgument.reference(
      model, remove ? .name : .versionOrDigest, for: "<model>",
      advice: remove ? nil : "to remove a label, say LABEL NAME --remove")
    let request = try LabelRequest(label: label, target: target)
    var connection = try order.connect()
    try OrderOutcome(connection.label(request), where: { _ in false }).report(output)
  }
}
