import Glibc

/// The largest file that this process may write: `ulimit -f`, see setrlimit(2).
package enum FileSizeLimit {
  /// Makes writing beyond the limit an error, like a full disk, instead of the end of the process.
  ///
  /// A program calls it once, before its first output.
  package static func reportAsError() {
    _ = signal(SIGXFSZ, SIG_IGN)
  }
}
