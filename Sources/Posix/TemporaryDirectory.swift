package import SystemPackage

/// A new private directory that is removed with everything in it when its owner goes.
package struct TemporaryDirectory: ~Copyable {
  /// Where it stands.
  package let path: FilePath

  /// Makes a directory under `TMPDIR`, else under `/tmp`.
  ///
  /// - Parameter name: the beginning of its name; sixteen random digits follow.
  package init(named name: String = "mnistkit") throws(PosixError) {
    let parent = Environment.value("TMPDIR").map { FilePath($0) } ?? ""
    path = (parent.isAbsolute ? parent : "/tmp").appending("\(name).\(RandomName.suffix())")
    try Directory.createOne(path, permissions: 0o700)
  }

  deinit {
    // Nobody is left to be told; the system clears its temporary directory in the end.
    try? Directory.removeTree(path)
  }
}
