internal import Gzip
public import MNISTData
public import ModelFile
package import Posix
public import SystemPackage
public import Training

extension WorkflowError {
  /// A fault of the operating system.
  package init(_ error: PosixError) {
    self.init(
      .environment, code: error.kind.rawValue, "\(error)", path: error.path?.string,
      expected: error.expected, found: error.found, remedy: Self.remedy(error))
  }

  /// A fault of the operating system where no file is concerned.
  package init(_ error: ResourceError) {
    self.init(
      .environment, code: "resource", "\(error)", path: error.path?.string,
      expected: error.expected, found: error.found)
  }

  /// What helps whoever has just named the file; a command that knows more says so instead.
  private static func remedy(_ error: PosixError) -> String? {
    switch error.kind {
    case .notFound: "is the path right?"
    case .permissionDenied: "work as a user who may, or change its permissions"
    case .readOnlyFileSystem: "name a place that can be written to"
    // A file can also be too large for a limit, and then room is not what lacks.
    case .noSpace where error.code != .fileTooLarge: "make room, then run the command again"
    default: nil
    }
  }

  /// A fault in an IDX file.
  public init(_ error: IDXError, path: FilePath) {
    self.init(
      .input, code: "idx", "\(error)", path: path.string, offset: error.fault.offset,
      expected: error.fault.expected, found: error.fault.found)
  }

  /// A fault in a model file or a checkpoint.
  public init(_ error: ModelFileError, path: FilePath) {
    self.init(
      .input, code: "model.\(error.code.rawValue)", "\(error)", path: path.string,
      offset: error.offset, expected: error.expected, found: error.found)
  }

  /// A fault of training.
  public init(_ error: TrainingError) {
    switch error {
    case .setting(_, let expected, let found):
      self.init(.usage, code: "setting", "\(error)", expected: expected, found: found)
    case .examples(let expected, let found):
      self.init(.input, code: "examples", "\(error)", expected: expected, found: found)
    case .diverged:
      self.init(.check, code: "diverged", "\(error)")
    case .state(_, let expected, let found):
      self.init(.input, code: "checkpoint", "\(error)", expected: expected, found: found)
    }
  }
}
