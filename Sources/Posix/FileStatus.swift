import Glibc
package import SystemPackage

/// What the file system knows of a file.
package struct FileStatus: Hashable, Sendable {
  /// What stands there.
  package let kind: FileKind
  /// The size in bytes.
  package let byteCount: Int
  /// The bytes that are stored, whole blocks of them; less than the size where there are holes.
  package let storedByteCount: Int
  /// The nine permission bits.
  package let permissions: FilePermissions
  /// The time of the last change of the contents, since the epoch.
  package let modified: Duration
  /// The time of the last change of the contents, the names or the permissions, since the epoch.
  package let changed: Duration
  /// The device and the number on it: two equal identities are one file.
  package let identity: Identity
  /// The number of names the file has; 0 once it is removed.
  package let linkCount: Int
  /// The number of the user that owns the file.
  package let userID: UInt32
  /// The number of the group that the file belongs to.
  package let groupID: UInt32

  /// A file's identity while it exists.
  package struct Identity: Hashable, Sendable {
    let device: UInt64
    let inode: UInt64
  }

  init(_ status: stat) {
    kind = FileKind(mode: status.st_mode)
    byteCount = Int(status.st_size)
    // POSIX leaves the unit open; on Linux it is 512 bytes.
    storedByteCount = Int(status.st_blocks) * 512
    permissions = FilePermissions(rawValue: CModeT(status.st_mode & 0o777))
    modified =
      .seconds(status.st_mtim.tv_sec) + .nanoseconds(status.st_mtim.tv_nsec)
    changed =
      .seconds(status.st_ctim.tv_sec) + .nanoseconds(status.st_ctim.tv_nsec)
    identity = Identity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
    linkCount = Int(status.st_nlink)
    userID = status.st_uid
    groupID = status.st_gid
  }

  /// The status of the file at `path`, following symbolic links.
  ///
  /// - Throws: `PosixError` where there is none or the way to it is barred.
  package init(of path: FilePath) throws(PosixError) {
    var status = stat()
    _ = try SystemCall.run(.examine, path) {
      // SAFETY: the path is a terminated string and `status` outlives the call.
      unsafe path.withPlatformString { unsafe stat($0, &status) }
    }
    self.init(status)
  }

  /// The status of what stands at `path` itself, be it a symbolic link.
  ///
  /// - Throws: `PosixError` where there is nothing or the way to it is barred.
  package init(ofLink path: FilePath) throws(PosixError) {
    var status = stat()
    _ = try SystemCall.run(.examine, path) {
      // SAFETY: the path is a terminated string and `status` outlives the call.
      unsafe path.withPlatformString { unsafe lstat($0, &status) }
    }
    self.init(status)
  }

  /// The status of the file at `path`, or `nil` where nothing is there.
  ///
  /// - Throws: `PosixError` for every fault but absence.
  package static func ifPresent(_ path: FilePath) throws(PosixError) -> FileStatus? {
    do {
      return try FileStatus(of: path)
    } catch  where error.kind == .notFound {
      return nil
    }
  }
}
