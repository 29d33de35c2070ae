import ArgumentParser
import Posix

/// Runs the command line and turns every outcome into text and an exit code.
@main
enum EntryPoint {
  static func main() {
    Terminal.ignoreBrokenPipes()
    let arguments = Array(CommandLine.arguments.dropFirst())
    do {
      try VerbCheck.check(arguments)
      var command = try MnistCtl.parseAsRoot(arguments)
      try command.run()
    } catch let status as ExitStatus {
      exit(status)
    } catch {
      report(error, json: arguments.contains("--json"))
    }
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
    let message = MnistCtl.fullMessage(for: error)
    if MnistCtl.exitCode(for: error) == .success {
      // Help and version are results, not faults.
      Console.print(message)
      exit(.success)
    }
    let failure = CommandFailure.usage(json ? MnistCtl.message(for: error) : message)
    failure.print(json: json)
    exit(failure.status)
  }
}
