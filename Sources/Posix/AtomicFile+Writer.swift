import Glibc
package import SystemPackage

extension AtomicFile {
  /// A replacement in progress: open it, write, then commit; one that is dropped leaves no trace.
  ///
  /// * A symbolic link at the path stays, and the file it leads to is replaced (or created).
  /// * An existing file's permission bits are kept, from before the first byte is written; a new
  ///   file gets 0666 without the bits of the umask. The owner is the writer.
  /// * As for every file that is replaced by name, the right to write in the directory decides.
  /// * What stands there and is no regular file is refused.
  package struct Writer: ~Copyable {
    /// The path of the file that is replaced, after its symbolic links.
    package let target: FilePath
    private let targetName: FilePath.Component
    private let directory: OwnedDescriptor
    private let file: OwnedDescriptor
    private var temporaryName: FilePath.Component?
    private var isStored = false

    /// Opens the hidden sibling, having removed those that killed writers left.
    ///
    /// - Throws: `PosixError` where the directory is missing or barred, or the target is no
    ///   regular file.
    package init(_ path: FilePath) throws(PosixError) {
      let target = try SymbolicLink.resolvingLast(of: path)
      guard let targetName = target.lastComponent, targetName.kind == .regular else {
        throw .noFileName(path: path)
      }
      let existing = try FileStatus.ifPresent(target)
      if let existing, existing.kind != .regularFile {
        throw .notRegularFile(.replace, path: target, found: existing.kind)
      }
      let parent = target.removingLastComponent()
      let directory = try OwnedDescriptor(openingDirectory: parent.isEmpty ? "." : parent)
      let siblings = TemporarySibling(of: targetName)
      try siblings.removeAbandoned(in: directory)
      let file: OwnedDescriptor
      do {
        file = try siblings.create(in: directory, permissions: existing?.permissions)
      } catch {
        // The user knows the target; the sibling's random name would only puzzle.
        throw error.about(target)
      }
      self.target = target
      self.targetName = targetName
      self.directory = directory
      temporaryName = file.path.lastComponent
      self.file = file
    }

    deinit {
      // An uncommitted sibling is of no use to anybody; a next writer removes what remains.
      if let temporaryName { try? TemporarySibling.remove(temporaryName, in: directory) }
    }

    /// Adds permission bits to those that the new file has, whatever the umask.
    package mutating func allow(_ permissions: FilePermissions) throws(PosixError) {
      do {
        try file.setPermissions(file.status().permissions.union(permissions))
      } catch {
        throw error.about(target)
      }
    }

    /// Appends bytes to the new file.
    package mutating func write(_ bytes: Span<UInt8>) throws(PosixError) {
      do {
        try file.write(bytes)
      } catch {
        throw error.about(target)
      }
    }

    /// Brings the bytes to the storage device, where writing them can fail for the last time.
    ///
    /// Whoever replaces several files calls this for each before the first ``commit(syncing:)``.
    package mutating func store(syncing: Bool = true) throws(PosixError) {
      do {
        if syncing { try file.synchronise() }
        try file.reportDelayedErrors()
      } catch {
        throw error.about(target)
      }
      isStored = true
    }

    /// Gives the new file the target's name, having stored it where that has not been done.
    ///
    /// - Throws: `PosixError`; see ``AtomicFile/replace(_:with:syncing:)``.
    package consuming func commit(syncing: Bool = true) throws(PosixError) {
      guard let name = temporaryName else { preconditionFailure("a writer commits once") }
      if !isStored { try store(syncing: syncing) }
      let directoryNumber = directory.number
      _ = try SystemCall.run(.replace, target) {
        // SAFETY: both names are terminated strings that outlive the call.
        unsafe name.withPlatformString { from in
          unsafe targetName.withPlatformString { to in
            unsafe renameat(directoryNumber, from, directoryNumber, to)
          }
        }
      }
      temporaryName = nil
      if syncing { try directory.synchroniseNames(of: target) }
    }
  }
}
