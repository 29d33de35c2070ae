import Glibc
import SystemPackage

/// Standard output and standard error, be they a terminal, a file or a pipe.
package enum Terminal {
  /// One of the two streams that a program writes to.
  package enum Stream: Hashable, Sendable {
    case standardOutput
    case standardError

    var number: Int32 {
      switch self {
      case .standardOutput: STDOUT_FILENO
      case .standardError: STDERR_FILENO
      }
    }

    var name: String {
      switch self {
      case .standardOutput: "standard output"
      case .standardError: "standard error"
      }
    }
  }

  /// Whether the stream goes to a terminal.
  package static func isTerminal(_ stream: Stream) -> Bool {
    isatty(stream.number) == 1
  }

  /// The number of columns of the terminal behind a stream, or `nil` where it is not known.
  ///
  /// A positive number in the variable `COLUMNS` wins, as in other programs.
  package static func width(of stream: Stream) -> Int? {
    if let columns = Environment.value("COLUMNS").flatMap({ Int($0) }), columns > 0 {
      return columns
    }
    var size = winsize()
    // SAFETY: the request fills one `winsize`, which outlives the call.
    let result = unsafe withUnsafeMutablePointer(to: &size) {
      unsafe ioctl(stream.number, UInt(TIOCGWINSZ), UnsafeMutableRawPointer($0))
    }
    return result == 0 && size.ws_col > 0 ? Int(size.ws_col) : nil
  }

  /// Writes all of a text, in one call where the system lets it.
  ///
  /// - Throws: `PosixError` of the kind `brokenPipe` where the reader has gone (`| head -1`), which
  ///   is no fault of the program's; see ``ignoreBrokenPipes()``.
  package static func write(_ text: String, to stream: Stream) throws(PosixError) {
    try write(Array(text.utf8), to: stream)
  }

  /// Writes all bytes, in one call where the system lets it.
  ///
  /// - Throws: as ``write(_:to:)-(String,_)``.
  package static func write(_ bytes: [UInt8], to stream: Stream) throws(PosixError) {
    try OwnedDescriptor.write(bytes.span, to: stream.number, path: FilePath(stream.name))
  }

  /// Makes writing to a reader that has gone an error instead of the end of the process.
  ///
  /// A program calls it once, before its first output.
  package static func ignoreBrokenPipes() {
    _ = signal(SIGPIPE, SIG_IGN)
  }
}
