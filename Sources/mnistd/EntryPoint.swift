import ArgumentParser
import Posix

/// Runs the daemon and turns every outcome into text and an exit code.
@main
enum EntryPoint {
  static func main() {
    Terminal.ignoreBrokenPipes()
    do {
      let arguments = try MnistD.parse()
      try arguments.run()
      MnistD.exit(withError: nil)
    } catch let failure as StartFailure {
      try? Terminal.write("error: \(failure.message)\n", to: .standardError)
      MnistD.exit(withError: ExitCode(failure.status))
    } catch {
      if MnistD.exitCode(for: error) == .success { MnistD.exit(withError: error) }
      let text = MnistD.message(for: error)
      try? Terminal.write("error: \(text); see 'mnistd --help'\n", to: .standardError)
      MnistD.exit(withError: ExitCode(StartFailure.usage))
    }
  }
}
