import Posix
import Presentation
import Training
import Workflow

/// Why a command failed, ready to be printed.
struct CommandFailure: Error {
  let status: ExitStatus
  let code: String
  let message: String
  var path: String?
  var offset: Int?
  var expected: String?
  var found: String?

  /// A command line that makes no sense.
  static func usage(_ message: String) -> CommandFailure {
    CommandFailure(status: .usage, code: "usage", message: message)
  }

  /// A check whose answer is no, or things that differ.
  static func check(code: String, _ message: String) -> CommandFailure {
    CommandFailure(status: .checkFailed, code: code, message: message)
  }

  /// Prints one line, or the object of `--json`, to standard error.
  func print(json: Bool) {
    let text =
      json
      ? JSONLine.encode(ErrorReport(failure: self))
      : message.hasPrefix("Error: ") ? message : "error: \(message)"
    Console.printError(text)
  }
}

extension CommandFailure {
  /// The failure behind an error of a library; `nil` for errors of the argument parser.
  init?(_ error: any Error) {
    switch error {
    case let failure as CommandFailure:
      self = failure
    case let error as WorkflowError:
      self.init(
        status: ExitStatus(error.kind), code: error.code, message: error.description,
        path: error.path, offset: error.offset, expected: error.expected, found: error.found)
    case let error as TrainingError:
      self.init(WorkflowError(error))
    case let error as PosixError:
      self.init(WorkflowError(error))
    default:
      return nil
    }
  }
}

/// The object that `--json` prints for an error.
private struct ErrorReport: Encodable {
  struct Body: Encodable {
    let code: String
    let message: String
    let path: String?
    let offset: Int?
    let expected: String?
    let found: String?
  }

  let error: Body

  init(failure: CommandFailure) {
    error = Body(
      code: failure.code, message: failure.message, path: failure.path, offset: failure.offset,
      expected: failure.expected, found: failure.found)
  }
}
