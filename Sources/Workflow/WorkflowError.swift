/// Why a job on files could not be done: what, where, expected, found, and what to do.
public struct WorkflowError: Error, Sendable, Hashable {
  /// Whose fault it is, which decides a program's exit code.
  public enum Kind: String, Sendable, Hashable {
    /// The job was asked for in a way that makes no sense.
    case usage
    /// A file breaks its format or does not fit.
    case input
    /// Something is missing, barred or full.
    case environment
    /// A check failed: the job was done and its answer is no.
    case check
  }

  /// Whose fault it is.
  public var kind: Kind
  /// A short stable name of the fault, for programs.
  public var code: String
  /// What failed, in one line; it may name the path itself.
  public var message: String
  /// The file or directory concerned.
  public var path: String?
  /// Where in the file, in bytes.
  public var offset: Int?
  /// What was expected there.
  public var expected: String?
  /// What was found there.
  public var found: String?
  /// What to do about it.
  public var remedy: String?

  /// Creates an error.
  public init(
    _ kind: Kind, code: String, _ message: String, path: String? = nil, offset: Int? = nil,
    expected: String? = nil, found: String? = nil, remedy: String? = nil
  ) {
    self.kind = kind
    self.code = code
    self.message = message
    self.path = path
    self.offset = offset
    self.expected = expected
    self.found = found
    self.remedy = remedy
  }
}

extension WorkflowError: CustomStringConvertible {
  /// The error in one line.
  public var description: String {
    var line = message
    if let path, !message.contains(path) { line = "\(path): \(line)" }
    if let remedy { line += "; \(remedy)" }
    return line
  }
}
