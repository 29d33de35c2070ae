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
    let failure = CommandFailure.usage(advice(for: error))
    failure.print(json: json)
    exit(failure.status)
  }

  /// What the argument parser found, in one line: the fault, and the command that explains more.
  private static func advice(for error: any Error) -> String {
    let lines = MnistCtl.message(for: error).split(separator: "\n")
    var text = lines.joined(separator: "; ")
    if text.hasSuffix(".") { text.removeLast() }
    text = text.prefix(1).lowercased() + text.dropFirst()
    text = text.replacing(". Did you mean", with: "; did you mean")
      .replacing(". Please", with: "; please")
    if text.hasSuffix("?") { return text }
    // The parser names the command in its last line: See 'mnistctl train --help' for more ...
    let words = MnistCtl.fullMessage(for: error).split(separator: "\n").last?.split(separator: "'")
    guard let words, words.count == 3, words[1].hasSuffix("--help") else { return text }
    return "\(text); see '\(words[1])'"
  }
}
