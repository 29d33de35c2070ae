import Posix
import Presentation

/// Standard output for results and standard error for progress and errors.
enum Console {
  /// The colours and characters that standard output may have.
  static var style: TerminalStyle { style(of: .standardOutput) }

  /// The colours and characters that standard error may have.
  static var errorStyle: TerminalStyle { style(of: .standardError) }

  /// The width that results may take.
  static var width: Int { Terminal.width(of: .standardOutput) ?? 80 }

  /// Prints lines of the result.
  static func print(lines: [String]) {
    lines.forEach(print)
  }

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

  private static func style(of stream: Terminal.Stream) -> TerminalStyle {
    TerminalStyle(
      isTerminal: Terminal.isTerminal(stream), environment: { Environment.value($0) })
  }

  private static func write(_ text: String, to stream: Terminal.Stream) {
    do {
      try Terminal.write(text, to: stream)
    } catch {
      // Nobody listens any more: a reader has seen enough (`| head`), or there is nowhere left to
      // complain. The work goes on, so that the model is saved and the exit code tells the truth.
      if error.kind == .brokenPipe || stream == .standardError { return }
      EntryPoint.fail(error)
    }
  }
}
