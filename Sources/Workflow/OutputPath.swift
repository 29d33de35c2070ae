internal import Posix
public import SystemPackage

/// What a command may write to.
public enum OutputPath {
  /// Refuses to replace the file that the output is made from.
  ///
  /// - Throws: ``WorkflowError`` where both are one file, by their paths or on the disk.
  public static func check(_ out: FilePath, isNot input: FilePath) throws(WorkflowError) {
    guard try isSameFile(out, input) else { return }
    throw WorkflowError(
      .usage, code: "sameFile", "the file that is read would be replaced", path: out.string,
      expected: "another path than \(input)", found: out.string,
      remedy: "name another file with --out")
  }

  /// Refuses to replace a file of a data set.
  ///
  /// - Throws: ``WorkflowError`` where the output is one, by its path or on the disk.
  public static func check(
    _ out: FilePath, isNotIn dataset: LoadedDataset
  ) throws(WorkflowError) {
    for file in dataset.files where try isSameFile(out, file) {
      throw WorkflowError(
        .usage, code: "sameFile", "a file of the data set would be replaced", path: out.string,
        expected: "another path than \(file)", found: out.string,
        remedy: "name another file to write")
    }
  }

  /// Refuses to write two things to one file, of which only the second would stay.
  ///
  /// - Throws: ``WorkflowError`` where two paths are one, by their names or on the disk.
  public static func checkAreDistinct(_ paths: [FilePath]) throws(WorkflowError) {
    for (index, path) in paths.enumerated() {
      for other in paths[..<index] where try isSameFile(path, other) {
        throw WorkflowError(
          .usage, code: "sameFile", "two outputs would be one file", path: path.string,
          expected: "another path than \(other)", found: path.string,
          remedy: "give them different paths")
      }
    }
  }

  /// Refuses to replace a file whose name nobody has typed.
  ///
  /// - Throws: ``WorkflowError`` where there is one.
  public static func checkIsFree(_ out: FilePath) throws(WorkflowError) {
    do {
      guard try FileStatus.ifPresent(out) != nil else { return }
    } catch {
      throw WorkflowError(error)
    }
    throw WorkflowError(
      .usage, code: "exists", "there is such a file already", path: out.string,
      expected: "no file of that name", found: "one",
      remedy: "name the file to write, or to replace, with --out")
  }

  /// Whether two paths lead to one file.
  static func isSameFile(_ a: FilePath, _ b: FilePath) throws(WorkflowError) -> Bool {
    if a.lexicallyNormalized() == b.lexicallyNormalized() { return true }
    do {
      guard let a = try FileStatus.ifPresent(a), let b = try FileStatus.ifPresent(b) else {
        return false
      }
      return a.identity == b.identity
    } catch {
      throw WorkflowError(error)
    }
  }
}
