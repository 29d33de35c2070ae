import ArgumentParser
import ServingClient

/// `mnistctl reload`: a daemon looks at its directory again.
struct ReloadCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reload",
    abstract: "Let mnistd look at its model directory again.",
    discussion: """
      mnistd notices changes on its own; this is for file systems that do not tell of them, and for \
      scripts. With --wait the command lasts until every file is loaded or refused, and exits 1 \
      naming each file that is refused at that moment and each pin, rollback or label whose model \
      is nowhere, or 4 where mnistd cannot look at the directory. Without --wait it ends as soon as \
      mnistd has the order, and tells nothing of the outcome.

      Examples:
        mnistctl reload --wait
        mnistctl reload --wait --json
      """)

  @Flag(help: "Wait for the outcome, and exit 1 where a file is refused.")
  var wait = false

  @OptionGroup var order: OrderOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    var connection = try order.connect()
    guard wait else {
      try connection.startReload()
      if output.json { Console.print(JSONLine.encode(["waited": false])) }
      output.note("mnistd looks at its models; see 'mnistctl models list'")
      return
    }
    try OrderOutcome(connection.reload()).report(output)
  }
}
