public import ModelFile
internal import Posix
public import SystemPackage

/// What a model file says about itself.
public struct ModelInspection: Sendable {
  /// Where the file stands.
  public let path: FilePath
  /// Everything before the tensors' values.
  public let head: Inspection

  /// Reads the head of a file and nothing of its tensors; two small reads, however large it is.
  ///
  /// - Throws: ``WorkflowError`` where the file cannot be read or its head is damaged.
  public init(head path: FilePath) throws(WorkflowError) {
    let start: FileContents.Prefix
    let headByteCount: Int
    do {
      start = try FileContents.readPrefix(path, count: ModelFile.tableByteCount)
    } catch {
      throw WorkflowError(error)
    }
    do {
      headByteCount = try ModelFile.headByteCount(
        of: start.bytes, fileByteCount: start.fileByteCount)
    } catch {
      throw WorkflowError(error, path: path)
    }
    let prefix: FileContents.Prefix
    do {
      prefix = try FileContents.readPrefix(path, count: max(headByteCount, start.bytes.count))
    } catch {
      throw WorkflowError(error)
    }
    // The file may have been replaced between the two reads: the second one stands on its own.
    let needed: Int
    do {
      needed = try ModelFile.headByteCount(
        of: prefix.bytes, fileByteCount: prefix.fileByteCount)
    } catch {
      throw WorkflowError(error, path: path)
    }
    guard needed <= prefix.bytes.count else {
      throw WorkflowError(
        PosixError.changedWhileRead(
          path: path, expectedByteCount: start.fileByteCount,
          foundByteCount: prefix.fileByteCount))
    }
    do {
      head = try ModelFile.inspect(prefix.bytes, fileByteCount: prefix.fileByteCount)
    } catch {
      throw WorkflowError(error, path: path)
    }
    self.path = path
  }
}
