public import LinearAlgebra
public import ModelFile
internal import Posix
public import SystemPackage
public import WireProtocol

/// A model file on its way into the directory that a daemon watches.
///
/// Nothing is written before ``run()``: until then it is known what would be, and why not.
public struct ModelPublication: Sendable {
  /// What the publication does to the directory.
  public enum Change: String, Sendable, Hashable {
    /// There is no file of that name.
    case added
    /// The file of that name has other bytes and is replaced.
    case replaced
    /// The file of that name has these bytes already; nothing is done.
    case unchanged
  }

  /// What clients call the model: `name` or `name@version`.
  public let reference: ModelReference
  /// The file that a daemon reads.
  public let target: FilePath
  /// SHA-256 of the file.
  public let digest: ContentDigest
  /// What the publication does to the directory.
  public let change: Change
  private let bytes: [UInt8]

  /// The size of the file.
  public var byteCount: Int { bytes.count }

  /// Reads and verifies a model file through level 4, and looks at what it would replace.
  ///
  /// A file with a version means one model for ever, so other bytes take its place only by force;
  /// that of a name alone is there to be replaced.
  ///
  /// - Parameters:
  ///   - reference: the name, with or without a version; `nil` to take them from the file's name.
  ///   - isForced: whether other bytes may take the place of a version.
  /// - Throws: ``WorkflowError``: of the kind `input` for a damaged file, `check` where the
  ///   self-test fails on this CPU or a version would be replaced.
  public init(
    _ path: FilePath, as reference: ModelReference? = nil, in directory: FilePath,
    isForced: Bool = false, kernels: KernelSet
  ) throws(WorkflowError) {
    let reference =
      if let reference { reference } else { try ModelPublication.reference(of: path) }
    bytes = try ModelStore.read(path)
    if let fault = ModelVerification.verify(bytes, kernels: kernels).outcomes.last?.error {
      var error = WorkflowError(fault, path: path)
      if fault.code.level == .selfTest { error.kind = .check }
      throw error
    }
    digest = ContentDigest(of: bytes)
    self.reference = reference
    target = directory.appending("\(reference).mlp")
    do {
      change = try ModelPublication.change(at: target, to: bytes)
    } catch {
      throw ModelPublication.explained(error, directory: directory)
    }
    if change == .replaced, !isForced, case .version = reference.selector {
      throw WorkflowError(
        .check, code: "versionExists",
        "\(reference): expected no file or one with the same bytes, found other bytes",
        path: target.string, expected: "\(digest)", found: "other bytes",
        remedy: "publish it as another version, or replace the file with --force")
    }
  }

  /// Proves that the file could be written now, and leaves nothing behind.
  public func checkWritable() throws(WorkflowError) {
    if change == .unchanged { return }
    do {
      try AtomicFile.checkWritable(target)
    } catch {
      throw ModelPublication.explained(error, directory: target.removingLastComponent())
    }
  }

  /// Writes the file beside its target and lets it take the name in one step, so that a daemon
  /// finds the old file or the whole new one.
  ///
  /// Its group may read it whatever the umask says, because the daemon reads it as a member of the
  /// directory's group.
  public func run() throws(WorkflowError) {
    if change == .unchanged { return }
    do {
      var writer = try AtomicFile.Writer(target)
      try writer.allow(.groupRead)
      try writer.write(bytes.span)
      try writer.commit()
    } catch {
      throw ModelPublication.explained(error, directory: target.removingLastComponent())
    }
  }

  /// What the name of a model file says: `NAME.mlp` or `NAME@VERSION.mlp`.
  private static func reference(of path: FilePath) throws(WorkflowError) -> ModelReference {
    let name = path.lastComponent?.string ?? ""
    let text = name.hasSuffix(".mlp") ? String(name.dropLast(4)) : name
    if let reference = try? ModelReference(text), reference.isFileName { return reference }
    throw WorkflowError(
      .usage, code: "name",
      "the file's name is none of a model: expected NAME.mlp or NAME@VERSION.mlp of letters, "
        + "digits, '.', '_' and '-'", path: path.string, expected: "NAME or NAME@VERSION",
      found: text, remedy: "say what to publish it as with --as NAME[@VERSION]")
  }

  private static func change(
    at target: FilePath, to bytes: [UInt8]
  ) throws(PosixError) -> Change {
    let status: FileStatus
    do {
      status = try FileStatus(ofLink: target)
    } catch  where error.kind == .notFound {
      return .added
    }
    // A daemon follows no link, so it would not see what a link leads to.
    guard status.kind == .regularFile else {
      throw .notRegularFile(.replace, path: target, found: status.kind)
    }
    guard status.byteCount == bytes.count else { return .replaced }
    return try FileContents.read(target, limit: bytes.count) == bytes ? .unchanged : .replaced
  }

  private static func explained(_ fault: PosixError, directory: FilePath) -> WorkflowError {
    var error = WorkflowError(fault)
    switch fault.kind {
    case .notFound:
      error.remedy = "make the directory of models \(directory), or name another with --models"
    case .permissionDenied:
      error.remedy = "publish as a user who may write to the directory of models \(directory)"
    default: break
    }
    return error
  }
}

extension ModelReference {
  /// Whether the reference can be the name of a file: a name, or a name and a version.
  public var isFileName: Bool {
    switch selector {
    case .current, .version: true
    case .label, .digest: false
    }
  }
}
