import Glibc
package import SystemPackage

/// Directories: making, listing and removing.
package enum Directory {
  /// Makes a directory and those above it that are missing; one that exists is left as it is.
  ///
  /// - Throws: `PosixError`, also where something else stands at the path.
  package static func create(_ path: FilePath) throws(PosixError) {
    do {
      try createUnlessThere(path)
    } catch  where error.kind == .notFound {
      let parent = path.removingLastComponent()
      guard !parent.isEmpty, parent != path else { throw error }
      try create(parent)
      // Once, not again and again: some file systems say "not found" although the parent is there.
      try createUnlessThere(path)
    }
  }

  /// Makes one directory, or finds that another process has made it.
  private static func createUnlessThere(_ path: FilePath) throws(PosixError) {
    do {
      try createOne(path, permissions: 0o777)
    } catch  where error.kind == .alreadyExists {
      guard try FileStatus.ifPresent(path)?.kind == .directory else { throw error }
    }
  }

  /// The names in a directory in ascending byte order, without `.` and `..`.
  package static func entries(of path: FilePath) throws(PosixError) -> [FilePath.Component] {
    try entries(of: OwnedDescriptor(openingDirectory: path))
  }

  /// Whether a directory stands at the path.
  package static func exists(_ path: FilePath) throws(PosixError) -> Bool {
    try FileStatus.ifPresent(path)?.kind == .directory
  }

  /// Brings the names in a directory to the storage device, or what was removed from them.
  ///
  /// - Throws: `PosixError`; not where the file system has directories that cannot be synced.
  package static func synchronise(_ path: FilePath) throws(PosixError) {
    do {
      try OwnedDescriptor(openingDirectory: path).synchronise()
    } catch  where error.code == .invalidArgument {
      // Nothing more can be done there.
    }
  }

  /// Removes a directory with everything in it; symbolic links are removed, not followed.
  package static func removeTree(_ path: FilePath) throws(PosixError) {
    for name in try entries(of: path) {
      let entry = path.appending(name)
      if try FileStatus(ofLink: entry).kind == .directory {
        try removeTree(entry)
      } else {
        try RegularFile.remove(entry)
      }
    }
    _ = try SystemCall.run(.remove, path) {
      // SAFETY: the path is a terminated string that outlives the call.
      unsafe path.withPlatformString { unsafe rmdir($0) }
    }
  }

  /// Makes one directory; its parent must exist.
  static func createOne(_ path: FilePath, permissions: mode_t) throws(PosixError) {
    _ = try SystemCall.run(.createDirectory, path) {
      // SAFETY: the path is a terminated string that outlives the call.
      unsafe path.withPlatformString { unsafe mkdir($0, permissions) }
    }
  }

  /// The names in a directory that a function wants, in ascending byte order.
  ///
  /// Names are sorted after the choice: a crowded directory, such as one for temporary files, would
  /// otherwise cost more than what is looked for.
  static func entries(
    of directory: borrowing OwnedDescriptor, where isWanted: (String) -> Bool = { _ in true }
  ) throws(PosixError) -> [FilePath.Component] {
    let path = directory.path
    let directoryNumber = directory.number
    // The stream takes the descriptor it is given, so it gets one of its own.
    let number = try SystemCall.run(.list, path) {
      // SAFETY: the string is a terminated literal.
      unsafe openat(directoryNumber, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    }
    // SAFETY: a stream is used between fdopendir and closedir only, by this function only.
    guard let stream = unsafe fdopendir(number) else {
      let code = Errno(rawValue: errno)
      _ = Glibc.close(number)
      throw .failed(.list, path: path, code: code)
    }
    // SAFETY: see above; nothing can be done about a stream that does not close.
    defer { _ = unsafe closedir(stream) }
    var names: [(text: String, name: FilePath.Component)] = []
    while true {
      errno = 0
      // SAFETY: the entry is valid until the next call, and its name is terminated.
      guard let entry = unsafe readdir(stream) else { break }
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { tuple in
        unsafe tuple.withMemoryRebound(
          to: CInterop.PlatformChar.self, capacity: MemoryLayout.size(ofValue: tuple.pointee)
        ) { unsafe FilePath.Component(platformString: $0) }
      }
      guard let name, name.kind == .regular else { continue }
      let text = name.string
      if isWanted(text) { names.append((text, name)) }
    }
    guard errno == 0 else { throw .failed(.list, path: path, code: Errno(rawValue: errno)) }
    return names.sorted { $0.text.utf8.lexicographicallyPrecedes($1.text.utf8) }.map(\.name)
  }
}
