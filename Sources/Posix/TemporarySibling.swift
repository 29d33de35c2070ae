import Glibc
import SystemPackage

/// The hidden files beside a target that hold its next contents while they are written.
///
/// Each living one is locked by its writer. The kernel drops the lock with the process, however
/// that ends, so a sibling whose lock is free is abandoned. Process numbers in the name would lie
/// as soon as they are used again or another container looks.
struct TemporarySibling {
  private static let suffix = ".partial"
  private let prefix: String

  init(of target: FilePath.Component) {
    // A name may have 255 bytes; what does not fit is cut between two characters.
    let room = 255 - 2 - RandomName.suffixLength - Self.suffix.utf8.count
    var name = target.string
    while name.utf8.count > room { name.removeLast() }
    prefix = ".\(name)."
  }

  /// Makes and locks a new sibling, open for writing.
  ///
  /// - Parameter permissions: its permission bits; `nil` for 0666 without the bits of the umask.
  func create(
    in directory: borrowing OwnedDescriptor, permissions: FilePermissions?
  ) throws(PosixError) -> OwnedDescriptor {
    while true {
      guard let name = FilePath.Component(prefix + RandomName.suffix() + Self.suffix) else {
        preconditionFailure("a file name with a suffix is a file name")
      }
      let file: OwnedDescriptor
      do {
        file = try OwnedDescriptor(
          opening: name, in: directory, flags: O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW,
          permissions: 0o666, action: .create)
      } catch  where error.kind == .alreadyExists {
        continue
      }
      do {
        guard try Self.claim(file) else { continue }
        if let permissions { try file.setPermissions(permissions) }
      } catch {
        // The first fault is the one to report.
        try? Self.remove(name, in: directory)
        throw error
      }
      return file
    }
  }

  /// Removes the siblings whose writers are gone.
  ///
  /// What cannot be opened or removed is left: it is in nobody's way, and the target can still be
  /// written.
  func removeAbandoned(in directory: borrowing OwnedDescriptor) throws(PosixError) {
    for name in try Directory.entries(of: directory, where: isSibling) {
      // Files of other users, or gone by now: nothing here may keep the caller from writing.
      try? removeIfAbandoned(name, in: directory)
    }
  }

  private func removeIfAbandoned(
    _ name: FilePath.Component, in directory: borrowing OwnedDescriptor
  ) throws(PosixError) {
    let flags = O_NONBLOCK | O_NOFOLLOW
    let file: OwnedDescriptor
    do {
      file = try OwnedDescriptor(opening: name, in: directory, flags: O_RDWR | flags)
    } catch  where error.kind == .permissionDenied {
      // A network file system locks only what is open for writing; a local one locks this too.
      file = try OwnedDescriptor(opening: name, in: directory, flags: O_RDONLY | flags)
    }
    guard try file.status().kind == .regularFile, try Self.lock(file) == .taken else { return }
    try Self.remove(name, in: directory)
  }

  /// Removes a file by its name in a directory.
  static func remove(
    _ name: FilePath.Component, in directory: borrowing OwnedDescriptor
  ) throws(PosixError) {
    let number = directory.number
    _ = try SystemCall.run(.remove, directory.path.appending(name)) {
      // SAFETY: the name is a terminated string that outlives the call.
      unsafe name.withPlatformString { unsafe unlinkat(number, $0, 0) }
    }
  }

  private func isSibling(_ name: String) -> Bool {
    guard name.hasPrefix(prefix), name.hasSuffix(Self.suffix) else { return false }
    let random = name.dropFirst(prefix.count).dropLast(Self.suffix.count)
    return random.utf8.count == RandomName.suffixLength && random.allSatisfy(\.isHexDigit)
  }

  /// Locks a file just made; false where another writer has taken it for abandoned before that.
  private static func claim(_ file: borrowing OwnedDescriptor) throws(PosixError) -> Bool {
    if try lock(file) == .heldByAnother { return false }
    return try file.status().linkCount > 0
  }

  private enum Lock {
    case taken
    case heldByAnother
    case unsupported
  }

  private static func lock(_ file: borrowing OwnedDescriptor) throws(PosixError) -> Lock {
    let number = file.number
    do {
      _ = try SystemCall.run(.lock, file.path) { flock(number, LOCK_EX | LOCK_NB) }
      return .taken
    } catch {
      switch error.code {
      case .wouldBlock: return .heldByAnother
      // Without locks nobody can tell the abandoned from the living, so none are removed.
      case .noLocks, .notSupported, .noFunction: return .unsupported
      default: throw error
      }
    }
  }
}
