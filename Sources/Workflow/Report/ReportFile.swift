internal import Posix
public import SystemPackage

/// A file of a report, ready to be written.
public struct ReportFile: Sendable {
  /// Where it goes.
  public let path: FilePath
  /// What it holds.
  public let bytes: [UInt8]

  /// Creates a file; nothing is written.
  public init(path: FilePath, bytes: [UInt8]) {
    self.path = path
    self.bytes = bytes
  }

  /// Writes files, each of them whole or not at all.
  ///
  /// - Parameter directory: the directory of the figures, which is made if it is missing.
  public static func write(
    _ files: [ReportFile], figures directory: FilePath?
  ) throws(WorkflowError) {
    do throws(PosixError) {
      if let directory { try Directory.create(directory) }
      for file in files { try AtomicFile.replace(file.path, with: file.bytes) }
    } catch {
      throw WorkflowError(error)
    }
  }
}
