import Glibc
package import SystemPackage

/// What a process may do with what stands at a path.
package enum AccessRight: Hashable, Sendable, CaseIterable {
  /// Read a file, list a directory.
  case read
  /// Write to a file, connect to a socket, make and remove names in a directory.
  case write
  /// Run a file, reach what is in a directory.
  case enter

  /// Whether this process has the right, with the user and groups it runs as.
  ///
  /// - Throws: `PosixError` where there is nothing, or the way to it is barred.
  package func isGranted(on path: FilePath) throws(PosixError) -> Bool {
    let mode =
      switch self {
      case .read: R_OK
      case .write: W_OK
      case .enter: X_OK
      }
    do {
      _ = try SystemCall.run(.examine, path) {
        // SAFETY: the path is a terminated string that outlives the call.
        unsafe path.withPlatformString { unsafe faccessat(AT_FDCWD, $0, mode, AT_EACCESS) }
      }
      return true
    } catch  where [.permissionDenied, .readOnlyFileSystem].contains(error.kind) {
      // The same answer stands for a barred way, which asking for the path itself tells apart.
      _ = try FileStatus(of: path)
      return false
    }
  }
}
