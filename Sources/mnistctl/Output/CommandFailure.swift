import Posix
import Presentation
import ServingClient
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
  static func usage(
    _ message: String, path: String? = nil, expected: String? = nil, found: String? = nil
  ) -> CommandFailure {
    CommandFailure(
      status: .usage, code: "usage", message: message, path: path, expected: expected,
      found: found)
  }

  /// Refuses an option's number that is out of its range.
  ///
  /// Commands call this when they run: what they throw while the arguments are still parsed arrives
  /// as a text only.
  static func require(_ option: String, _ value: Int?, in range: ClosedRange<Int>) throws {
    guard let value, !range.contains(value) else { return }
    let expected = "in \(range.lowerBound)...\(range.upperBound)"
    throw usage(
      "\(option) must be \(expected), found \(value)", expected: expected, found: "\(value)")
  }

  /// A check whose answer is no, or things that differ.
  static func check(code: String, _ message: String) -> CommandFailure {
    CommandFailure(status: .checkFailed, code: code, message: message)
  }

  /// A check whose answer is no, by what it should have been: `message: expected X, found Y`.
  static func check(
    code: String, _ message: String, path: String? = nil, expected: String, found: String,
    remedy: String
  ) -> CommandFailure {
    CommandFailure(
      status: .checkFailed, code: code,
      message: "\(message): expected \(expected), found \(found); \(remedy)", path: path,
      expected: expected, found: found)
  }

  /// Work that the user ended, with nothing to go on from.
  static func interrupted(_ message: String) -> CommandFailure {
    CommandFailure(status: .interrupted, code: "interrupted", message: message)
  }

  /// Prints one line, or the object of `--json`, to standard error.
  func print(json: Bool) {
    if json {
      Console.printError(JSONLine.encode(ErrorReport(failure: self)))
      return
    }
    let line = MessageText.escaped(message)
    Console.printError(status == .interrupted ? line : "error: \(line)")
  }
}

extension CommandFailure: CustomStringConvertible {
  /// The message, which the argument parser asks for where an option's value is refused.
  var description: String { message }
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
    case let error as ServingError:
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
    let path: OrNull<String>
    let offset: OrNull<Int>
    let expected: OrNull<String>
    let found: OrNull<String>
  }

  let error: Body

  init(failure: CommandFailure) {
    error = Body(
      code: failure.code, message: failure.message, path: OrNull(failure.path),
      offset: OrNull(failure.offset), expected: OrNull(failure.expected),
      found: OrNull(failure.found))
  }
}
