import Glibc
package import SystemPackage

/// A hidden file, `.NAME.download`, that collects what will be the file `NAME`.
///
/// Unlike the sibling of an ``AtomicFile/Writer`` it has one name and outlives its process, so that
/// a download that broke off goes on from there. It is locked while it is open. A program that it
/// is handed to as an output shares the lock, so no second download meets the first one's orphan.
package struct PartialFile: ~Copyable {
  private let directory: OwnedDescriptor
  private let file: OwnedDescriptor
  private let name: FilePath.Component
  private var isCommitted = false

  /// Opens the hidden file beside `target`, or makes it; the directory must exist.
  ///
  /// - Throws: `PosixError`; of the code `wouldBlock` where another process has the file open.
  package init(of target: FilePath) throws(PosixError) {
    guard let targetName = target.lastComponent, targetName.kind == .regular,
      let name = FilePath.Component(".\(targetName.string).download")
    else { throw .noFileName(path: target) }
    let parent = target.removingLastComponent()
    let directory = try OwnedDescriptor(openingDirectory: parent.isEmpty ? "." : parent)
    let file = try Self.open(name, in: directory)
    self.name = name
    self.directory = directory
    self.file = file
  }

  deinit {
    // An empty file would save nobody a byte. If its size cannot be told, it may as well stay.
    if !isCommitted, (try? file.status().byteCount) == 0 {
      try? TemporarySibling.remove(name, in: directory)
    }
  }

  /// Where the hidden file stands.
  package var path: FilePath { file.path }

  /// The open file, to hand to a program as its output; what is written is appended.
  ///
  /// Its number is valid as long as this value lives.
  package var descriptor: FileDescriptor { FileDescriptor(rawValue: file.number) }

  /// The number of bytes collected so far.
  package func byteCount() throws(PosixError) -> Int { try file.status().byteCount }

  /// Throws away what was collected.
  package func empty() throws(PosixError) {
    _ = try SystemCall.run(.write, path) { ftruncate(file.number, 0) }
  }

  /// Gives the file its final name, in the same directory, in one step.
  ///
  /// - Throws: `PosixError`; the hidden file then stays, unless it is `notDurable`.
  package consuming func commit(as target: FilePath.Component) throws(PosixError) {
    try file.synchronise()
    try file.reportDelayedErrors()
    let directoryNumber = directory.number
    let name = name
    _ = try SystemCall.run(.replace, directory.path.appending(target)) {
      // SAFETY: both names are terminated strings that outlive the call.
      unsafe name.withPlatformString { from in
        unsafe target.withPlatformString { to in
          unsafe renameat(directoryNumber, from, directoryNumber, to)
        }
      }
    }
    isCommitted = true
    try directory.synchroniseNames(of: directory.path.appending(target))
  }

  /// Opens and locks the file that the name leads to.
  private static func open(
    _ name: FilePath.Component, in directory: borrowing OwnedDescriptor
  ) throws(PosixError) -> OwnedDescriptor {
    while true {
      let file = try OwnedDescriptor(
        opening: name, in: directory,
        flags: O_RDWR | O_CREAT | O_APPEND | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY,
        permissions: 0o666, action: .create)
      let status = try file.status()
      guard status.kind == .regularFile else {
        throw .notRegularFile(.write, path: file.path, found: status.kind)
      }
      let number = file.number
      do {
        _ = try SystemCall.run(.lock, file.path) { flock(number, LOCK_EX | LOCK_NB) }
      } catch  where [.noLocks, .notSupported, .noFunction].contains(error.code) {
        // A file system without locks: two downloads at once would spoil each other's bytes, which
        // the digest finds out.
      }
      // Between opening and locking, its former owner may have given the file its final name.
      if try FileStatus.ifPresent(file.path)?.identity == status.identity { return file }
    }
  }
}
