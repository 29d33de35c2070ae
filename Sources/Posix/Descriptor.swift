import Glibc
import SystemPackage

/// A descriptor that belongs to exactly one owner and is closed when that owner goes.
///
/// Unlike an ``OwnedDescriptor`` it has no path: sockets, counters, timers, shared memory, and
/// whatever a peer or the service manager handed over.
package struct Descriptor: ~Copyable, Sendable {
  /// The descriptor's number, valid as long as this value lives.
  package let number: Int32

  /// Takes the ownership of an open descriptor.
  ///
  /// - Precondition: The number is not negative, and nobody else will close it.
  package init(adopting number: Int32) {
    precondition(number >= 0, "\(number) is no descriptor")
    self.number = number
  }

  deinit {
    // Nothing here buffers bytes that could be lost, so the result of closing tells nothing.
    _ = Glibc.close(number)
  }

  /// Gives the ownership up: the caller closes the number.
  package consuming func release() -> Int32 {
    let number = number
    discard self
    return number
  }

  /// Another descriptor for the same open file, closed when another program is executed.
  ///
  /// - Throws: `ResourceError` where the process has no descriptor left.
  package func duplicate() throws(ResourceError) -> Descriptor {
    Descriptor(
      adopting: try SystemCall.perform(.duplicateDescriptor) {
        fcntl(number, F_DUPFD_CLOEXEC, 0)
      })
  }

  /// What the file system knows of the open file.
  ///
  /// - Throws: `ResourceError` where the number is not open.
  func status(_ operation: ResourceError.Operation) throws(ResourceError) -> FileStatus {
    var status = stat()
    try SystemCall.perform(operation) {
      // SAFETY: `status` outlives the call.
      unsafe fstat(number, &status)
    }
    return FileStatus(status)
  }

  /// Makes calls return at once where they would wait.
  func setNonBlocking(_ operation: ResourceError.Operation) throws(ResourceError) {
    let flags = try SystemCall.perform(operation) { fcntl(number, F_GETFL) }
    try SystemCall.perform(operation) { fcntl(number, F_SETFL, flags | O_NONBLOCK) }
  }

  /// Lets no program that is executed inherit the descriptor.
  func setCloseOnExecute(_ operation: ResourceError.Operation) throws(ResourceError) {
    let flags = try SystemCall.perform(operation) { fcntl(number, F_GETFD) }
    try SystemCall.perform(operation) { fcntl(number, F_SETFD, flags | FD_CLOEXEC) }
  }
}
