import Glibc
import SystemPackage

/// A lock on a directory that keeps two servers from binding the same name at once.
struct DirectoryLock: ~Copyable {
  private let directory: Descriptor

  /// Waits until nobody else holds the lock.
  ///
  /// - Throws: `ResourceError` where the directory is missing or barred.
  init(of path: FilePath) throws(ResourceError) {
    let directory = Descriptor(
      adopting: try SystemCall.perform(.lock, path) {
        // SAFETY: the path is a terminated string that outlives the call.
        unsafe path.withPlatformString { unsafe open($0, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
      })
    let number = directory.number
    switch SystemCall.attempt({ flock(number, LOCK_EX) }) {
    case .success: break
    // A file system without locks: binding is then as safe as it is for everybody else.
    case .failure(.noLocks), .failure(.notSupported), .failure(.noFunction): break
    case .failure(let code): throw .failed(.lock, path: path, code: code)
    }
    self.directory = directory
  }

  /// Lets the next one in; the lock is held until here.
  consuming func release() {}
}
