package import SystemPackage

/// Files that are replaced whole: a reader finds the old bytes or the new ones, never a mixture.
///
/// The bytes go to a hidden sibling, `.NAME.RANDOM.partial`, which then takes the target's name in
/// one step. On any failure the old file is untouched and the sibling is gone. A sibling that was
/// left by a killed writer is removed by the next one.
package enum AtomicFile {
  /// Replaces or creates the file at `path`.
  ///
  /// See ``Writer`` for what becomes of permissions and symbolic links.
  ///
  /// - Parameter syncing: whether to wait until the bytes and the new name are on the storage
  ///   device, so that not even a power cut can lose both files.
  /// - Throws: `PosixError`; the old file is then untouched, unless it is `notDurable`: the new
  ///   file stands, but might not survive a power cut.
  package static func replace(
    _ path: FilePath, with bytes: [UInt8], syncing: Bool = true
  ) throws(PosixError) {
    var writer = try Writer(path)
    try writer.write(bytes.span)
    try writer.commit(syncing: syncing)
  }

  /// Proves that a file could be written at `path` now, and leaves nothing behind.
  ///
  /// For asking before work that takes long; a full disk is seen only by writing.
  ///
  /// - Throws: what ``replace(_:with:syncing:)`` would throw before its first byte.
  package static func checkWritable(_ path: FilePath) throws(PosixError) {
    _ = try Writer(path)
  }
}
