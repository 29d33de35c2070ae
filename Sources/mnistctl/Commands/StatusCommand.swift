import ArgumentParser
import ServingClient
import WireProtocol
import Workflow

/// `mnistctl status`: whether a daemon classifies.
struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Tell whether mnistd classifies, and how it is.",
    discussion: """
      Names each model file that is refused, and why the directory of models cannot be looked at. \
      Exits 0 where a model serves, 1 where mnistd runs without one, and 4 where it does not answer \
      or stops. With --wait it asks until a model serves, also while mnistd has not started yet, \
      and then tells what it found last.

      Examples:
        mnistctl status
        mnistctl status --wait 10 --quiet
        mnistctl status --json --socket data.sock
      """)

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Seconds to wait until a model serves, 0-86400. (default: 0)", valueName: "seconds"))
  var wait: String?

  @OptionGroup var data: DataSocketOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let seconds = try seconds()
    let path = try data.path()
    let readiness = try ServiceReadiness.wait(
      for: path, as: SocketArgument.clientName, atMost: .seconds(seconds))
    if output.json {
      Console.print(JSONLine.encode(StatusReport(readiness, path: path)))
    } else {
      let text = StatusText(readiness: readiness, path: path)
      let lines = text.lines(style: Console.style)
      Console.print(lines: output.quiet ? Array(lines.prefix(1)) : lines)
    }
    switch readiness.status.state {
    case .ready: return
    case .starting, .withoutModel: throw ExitStatus.checkFailed
    case .draining: throw ExitStatus.environment
    }
  }

  private func seconds() throws -> Double {
    guard let wait else { return 0 }
    guard let seconds = Double(wait), (0...86_400).contains(seconds) else {
      throw CommandFailure.usage(
        "--wait must be in 0...86400, found '\(wait)'", expected: "in 0...86400", found: wait)
    }
    return seconds
  }
}
