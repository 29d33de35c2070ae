import Posix
import Presentation

/// Standard output for results and standard error for progress and errors.
enum Console {
  /// Whether pictures and text on standard output may have colours.
  static var hasColour: Bool {
    Terminal.isTerminal(.standardOutput) && (Environment.value("NO_COLOR") ?? "").isEmpty
  }

  /// The width that results may take.
  static var width: Int { Terminal.width(of: .standardOutput) ?? 80 }

  /// Prints a line of the result.
  static func print(_ text: String) {
    write(text + "\n", to: .standardOutput)
  }

  /// Prints a line about progress or an error.
  static func printError(_ text: String) {
    write(text + "\n", to: .standardError)
  }

  /// Writes text as it is, for lines that are overwritten.
  static func writeProgress(_ text: String) {
    write(text, to: .standardError)
  }

  private static func write(_ text: String, to stream: Terminal.Stream) {
    do {
      try Terminal.write(text, to: stream)
    } catch where error.kind == .brokenPipe {
      // The reader has seen enough (`| head`): that is no error of ours, and nobody listens.
      EntryPoint.exit(.success)
    } catch {
      EntryPoint.exit(.environment)
    }
  }
}
