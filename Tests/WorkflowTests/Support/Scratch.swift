import Posix
import SystemPackage
import Workflow

/// A directory of its own for a test, which goes when the test ends.
final class Scratch: Sendable {
  // A class because something must be released once: the directory.

  private let directory: TemporaryDirectory

  init() throws {
    directory = try TemporaryDirectory(named: "workflow-tests")
  }

  func path(_ name: String) -> FilePath { directory.path.appending(name) }

  func bytes(_ name: String) throws -> [UInt8] {
    try FileContents.read(path(name), limit: 1 << 24)
  }

  func write(_ bytes: [UInt8], _ name: String) throws {
    try AtomicFile.replace(path(name), with: bytes)
  }

  func exists(_ name: String) throws -> Bool { try RegularFile.exists(path(name)) }
}

/// The error of a job on files that must fail.
func failure<Value>(of job: () throws(WorkflowError) -> Value) -> WorkflowError? {
  do {
    _ = try job()
    return nil
  } catch {
    return error
  }
}
