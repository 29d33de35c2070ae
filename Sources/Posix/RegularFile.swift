import Glibc
package import SystemPackage

/// What can be asked of and done to a file by its name alone.
package enum RegularFile {
  /// Whether a regular file stands at the path, following symbolic links.
  ///
  /// - Throws: `PosixError` where the way to it is barred.
  package static func exists(_ path: FilePath) throws(PosixError) -> Bool {
    try FileStatus.ifPresent(path)?.kind == .regularFile
  }

  /// Removes a file; a symbolic link is removed, not followed.
  ///
  /// - Throws: `PosixError`, also where nothing is there.
  package static func remove(_ path: FilePath) throws(PosixError) {
    _ = try SystemCall.run(.remove, path) {
      // SAFETY: the path is a terminated string that outlives the call.
      unsafe path.withPlatformString { unsafe unlink($0) }
    }
  }

  /// Removes a file if it is there.
  package static func removeIfPresent(_ path: FilePath) throws(PosixError) {
    do {
      try remove(path)
    } catch  where error.kind == .notFound {
      // Absence is what was asked for.
    }
  }

  /// Gives what stands at a path another name on the same file system, in place of what has it.
  ///
  /// - Throws: `PosixError`, naming the first path.
  package static func rename(_ path: FilePath, to name: FilePath) throws(PosixError) {
    _ = try SystemCall.run(.rename, path) {
      // SAFETY: the paths are terminated strings that outlive the call.
      unsafe path.withPlatformString { from in
        unsafe name.withPlatformString { unsafe Glibc.rename(from, $0) }
      }
    }
  }
}
