import ArgumentParser
import Posix

/// Runs the daemon and turns every outcome into text and an exit code.
@main
enum EntryPoint {
  static func main() {
    Terminal.ignoreBrokenPipes()
    do {
      try arguments().run()
      MnistD.exit(withError: nil)
    } catch let failure as StartFailure {
      end(failure)
    } catch {
      end(StartFailure(status: StartFailure.environment, message: "\(error)"))
    }
  }

  /// What was typed; `--help` ends here.
  private static func arguments() throws(StartFailure) -> MnistD {
    do {
      return try MnistD.parse()
    } catch {
      if MnistD.exitCode(for: error) == .success { MnistD.exit(withError: error) }
      throw StartFailure(status: StartFailure.usage, message: usageFault(error))
    }
  }

  /// What the argument parser found, in one line: the fault, and where more is explained.
  ///
  /// The parser's errors are its own types; only their texts can be read.
  private static func usageFault(_ error: any Error) -> String {
    var text = MnistD.message(for: error).split(separator: "\n").joined(separator: "; ")
    if text.hasSuffix(".") { text.removeLast() }
    text = text.prefix(1).lowercased() + text.dropFirst()
    text = text.replacing(". Did you mean", with: "; did you mean")
    return text.hasSuffix("?") ? text : text + "; see 'mnistd --help'"
  }

  private static func end(_ failure: StartFailure) -> Never {
    // Nobody is left to be told that standard error cannot be written.
    try? Terminal.write("error: \(failure.message)\n", to: .standardError)
    MnistD.exit(withError: ExitCode(failure.status))
  }
}
