import Glibc
package import SystemPackage

/// A file that one process at a time holds: how two servers are kept from sharing a directory.
///
/// The file stays, empty; the kernel drops the lock with its holder, however that ends.
package struct FileLock: ~Copyable, Sendable {
  private let descriptor: Descriptor

  /// Takes the lock of the file, which is made where it is missing, or finds that it is taken.
  ///
  /// - Throws: `ResourceError.lockHeld` where somebody has it; `failed` where the file cannot be
  ///   opened, or its file system has no locks.
  package init(_ path: FilePath) throws(ResourceError) {
    let descriptor = Descriptor(
      adopting: try SystemCall.perform(.lock, path) {
        // SAFETY: the path is a terminated string that outlives the call.
        unsafe path.withPlatformString {
          unsafe open($0, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0o600)
        }
      })
    let number = descriptor.number
    switch SystemCall.attempt({ flock(number, LOCK_EX | LOCK_NB) }) {
    case .success: break
    case .failure(.wouldBlock): throw .lockHeld(path: path)
    case .failure(let code): throw .failed(.lock, path: path, code: code)
    }
    self.descriptor = descriptor
  }
}
