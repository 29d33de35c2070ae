import ArgumentParser
import Posix

/// Runs the command line and turns every outcome into text and an exit code.
@main
enum EntryPoint {
  static func main() {
    Terminal.ignoreBrokenPipes()
    FileSizeLimit.reportAsError()
    let arguments = Array(CommandLine.arguments.dropFirst())
    do {
      try VerbCheck.check(arguments)
      var command = try MnistCtl.parseAsRoot(arguments)
      try command.run()
    } catch let status as ExitStatus {
      exit(status)
    } catch {
      fail(error)
    }
  }

  /// Says what went wrong, in the form that the command line asks for, and ends the process.
  static func fail(_ error: any Error) -> Never {
    report(error, json: CommandLine.arguments.contains("--json"))
  }

  /// Ends the process.
  static func exit(_ status: ExitStatus) -> Never {
    MnistCtl.exit(withError: ExitCode(status.rawValue))
  }

  private static func report(_ error: any Error, json: Bool) -> Never {
    if let failure = CommandFailure(error) {
      failure.print(json: json)
      exit(failure.status)
    }
    if MnistCtl.exitCode(for: error) == .success {
      // Help and version are results, not faults.
      Console.print(MnistCtl.fullMessage(for: error))
      exit(.success)
    }
    let message = ParserMessage(error)
    let failure = CommandFailure.usage(
      message.text, expected: message.expected, found: message.found)
    failure.print(json: json)
    exit(failure.status)
  }
}
