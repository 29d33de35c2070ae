import Glibc
package import SystemPackage

/// Whole regular files, read into private memory.
///
/// A file is opened once and everything is asked of that descriptor, so a path that is replaced
/// meanwhile gives the old file or the new one, never a mixture. Files are never mapped: a mapped
/// file that is cut short kills its reader.
package enum FileContents {
  /// The first bytes of a file, and how many it has.
  package struct Prefix: Hashable, Sendable {
    /// The first bytes: as many as were asked for, or the whole of a shorter file.
    package let bytes: [UInt8]
    /// The size of the whole file.
    package let fileByteCount: Int
  }

  /// The bytes of a regular file of at most `limit` bytes.
  ///
  /// - Throws: `PosixError` where there is no such file, it is no regular file, it is larger than
  ///   `limit`, or it changes while it is read.
  package static func read(_ path: FilePath, limit: Int) throws(PosixError) -> [UInt8] {
    try read(openRegularFile(path), limit: limit).bytes
  }

  /// The bytes of a regular file of at most `limit` bytes, and what the file system knew of it
  /// before and after they were read.
  ///
  /// For directories where others may put what they like: a symbolic link is not followed, and
  /// what is no regular file is not even opened, since opening a device can do something.
  ///
  /// - Throws: `PosixError` as ``read(_:limit:)``.
  package static func readUnlinked(
    _ path: FilePath, limit: Int
  ) throws(PosixError) -> (bytes: [UInt8], status: FileStatus) {
    let kind = try FileStatus(ofLink: path).kind
    guard kind == .regularFile else { throw .notRegularFile(.read, path: path, found: kind) }
    do {
      return try read(openRegularFile(path, flags: O_NOFOLLOW), limit: limit)
    } catch  where error.kind == .linkLoop {
      throw .notRegularFile(.read, path: path, found: .symbolicLink)
    }
  }

  private static func read(
    _ file: consuming OwnedDescriptor, limit: Int
  ) throws(PosixError) -> (bytes: [UInt8], status: FileStatus) {
    let path = file.path
    let before = try file.status()
    guard before.byteCount <= limit else {
      throw .tooLarge(path: path, byteCount: before.byteCount, limit: limit)
    }
    let bytes = try file.read(upTo: before.byteCount)
    let excess = try file.read(upTo: 1)
    let after = try file.status()
    guard bytes.count == before.byteCount, excess.isEmpty, after.byteCount == before.byteCount,
      after.modified == before.modified
    else {
      let found = max(bytes.count + excess.count, after.byteCount)
      throw .changedWhileRead(
        path: path, expectedByteCount: before.byteCount,
        foundByteCount: bytes.count < before.byteCount ? bytes.count : found)
    }
    return (bytes, after)
  }

  /// The first `count` bytes of a regular file, and its size.
  ///
  /// - Throws: `PosixError` where there is no such file, it is no regular file, or it shrinks
  ///   while it is read.
  package static func readPrefix(_ path: FilePath, count: Int) throws(PosixError) -> Prefix {
    let file = try openRegularFile(path)
    let byteCount = try file.status().byteCount
    let expected = min(count, byteCount)
    let bytes = try file.read(upTo: expected)
    guard bytes.count == expected else {
      throw .changedWhileRead(
        path: path, expectedByteCount: expected, foundByteCount: bytes.count)
    }
    return Prefix(bytes: bytes, fileByteCount: byteCount)
  }

  /// Opens a regular file for reading and nothing else, without waiting for a named pipe's writer.
  private static func openRegularFile(
    _ path: FilePath, flags: Int32 = 0
  ) throws(PosixError) -> OwnedDescriptor {
    let file: OwnedDescriptor
    do {
      file = try OwnedDescriptor(opening: path, flags: O_RDONLY | O_NONBLOCK | O_NOCTTY | flags)
    } catch  where error.code == .noSuchAddressOrDevice {
      // A socket cannot be opened at all, and the error number does not say so.
      let kind = try FileStatus(of: path).kind
      throw kind == .regularFile ? error : .notRegularFile(.read, path: path, found: kind)
    }
    let kind = try file.status().kind
    guard kind == .regularFile else { throw .notRegularFile(.read, path: path, found: kind) }
    return file
  }
}
