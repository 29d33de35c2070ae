import Posix
import Workflow

/// The exit codes, which programs rely on.
enum ExitStatus: Int32, Error {
  /// The command did what it was asked to.
  case success = 0
  /// A check failed, or things differ.
  case checkFailed = 1
  /// The command line makes no sense.
  case usage = 2
  /// A file breaks its format or does not fit.
  case badInput = 3
  /// A file is missing or barred, a disk is full, a kernel set is not supported.
  case environment = 4
  /// Interrupted after the work was saved.
  case interrupted = 130

  init(_ kind: WorkflowError.Kind) {
    self =
      switch kind {
      case .usage: .usage
      case .input: .badInput
      case .environment: .environment
      case .check: .checkFailed
      }
  }
}
