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

  /// Writes a page and its figures, each of them whole or not at all.
  ///
  /// The page is the last, so that a new one means that all its figures are there.
  ///
  /// - Parameter directory: the directory of the figures, which is made if it is missing.
  public static func write(
    _ page: ReportFile, figures: [ReportFile], in directory: FilePath?
  ) throws(WorkflowError) {
    do throws(PosixError) {
      if let directory { try Directory.create(directory) }
      for file in figures + [page] { try AtomicFile.replace(file.path, with: file.bytes) }
    } catch {
      throw WorkflowError(error)
    }
  }
}
