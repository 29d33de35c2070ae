import Glibc
package import SystemPackage

/// An open file that belongs to exactly one owner and is closed when that owner goes.
package struct OwnedDescriptor: ~Copyable {
  /// The descriptor's number, valid as long as this value lives.
  package private(set) var number: Int32
  /// The path that was opened, for messages.
  package let path: FilePath

  /// Opens a file; the descriptor is never inherited by another program.
  init(
    opening path: FilePath, flags: Int32, permissions: mode_t = 0
  ) throws(PosixError) {
    self.path = path
    number = try SystemCall.run(.open, path) {
      // SAFETY: the path is a terminated string that outlives the call.
      unsafe path.withPlatformString { unsafe open($0, flags | O_CLOEXEC, permissions) }
    }
  }

  /// Opens a file by its name in an open directory.
  init(
    opening name: FilePath.Component, in directory: borrowing OwnedDescriptor, flags: Int32,
    permissions: mode_t = 0, action: PosixError.Action = .open
  ) throws(PosixError) {
    let path = directory.path.appending(name)
    let directoryNumber = directory.number
    self.path = path
    number = try SystemCall.run(action, path) {
      // SAFETY: the name is a terminated string that outlives the call.
      unsafe name.withPlatformString {
        unsafe openat(directoryNumber, $0, flags | O_CLOEXEC, permissions)
      }
    }
  }

  /// Opens a directory.
  init(openingDirectory path: FilePath) throws(PosixError) {
    try self.init(opening: path, flags: O_RDONLY | O_DIRECTORY)
  }

  /// Opens the same file once more: a second number for what the first one stands for.
  private init(duplicating original: borrowing OwnedDescriptor) throws(PosixError) {
    let originalNumber = original.number
    path = original.path
    number = try SystemCall.run(.open, original.path) {
      fcntl(originalNumber, F_DUPFD_CLOEXEC, 0)
    }
  }

  deinit {
    // Whoever needs the result of closing calls `close()`; here nobody is left to be told.
    if number >= 0 { _ = Glibc.close(number) }
  }

  /// Closes the file and reports what the destructor would swallow.
  ///
  /// Linux frees the number even where the call is interrupted, so it is never made twice.
  ///
  /// - Throws: `PosixError`, for instance where a network file system could not store the bytes.
  package consuming func close() throws(PosixError) {
    let closing = number
    number = -1
    guard Glibc.close(closing) == -1 else { return }
    let code = Errno(rawValue: errno)
    if code != .interrupted { throw .failed(.close, path: path, code: code) }
  }

  /// What the file system knows of the open file.
  package func status() throws(PosixError) -> FileStatus {
    var status = stat()
    _ = try SystemCall.run(.examine, path) {
      // SAFETY: `status` outlives the call.
      unsafe fstat(number, &status)
    }
    return FileStatus(status)
  }

  /// Reads up to `count` bytes from where the file stands; fewer only at the end of the file.
  ///
  /// - Precondition: `count >= 0`.
  package func read(upTo count: Int) throws(PosixError) -> [UInt8] {
    precondition(count >= 0, "cannot read \(count) bytes")
    return try [UInt8](capacity: count) { (output: inout OutputSpan<UInt8>) throws(PosixError) in
      while !output.isFull {
        var received = 0
        // SAFETY: the part behind `initialized` is free memory of the output, as many bytes as are
        // asked for, and the kernel has written the first `received` of them.
        try unsafe output.withUnsafeMutableBufferPointer {
          buffer, initialized throws(PosixError) in
          let free = unsafe UnsafeMutableBufferPointer(rebasing: buffer[initialized...])
          received = try SystemCall.run(.read, path) {
            unsafe Glibc.read(number, free.baseAddress, free.count)
          }
          initialized += received
        }
        if received == 0 { return }
      }
    }
  }

  /// Writes all bytes, however many calls it takes, waiting where the other side is slow.
  package func write(_ bytes: Span<UInt8>) throws(PosixError) {
    try Self.write(bytes, to: number, path: path)
  }

  /// Gives the file permission bits, whatever the umask.
  func setPermissions(_ permissions: FilePermissions) throws(PosixError) {
    _ = try SystemCall.run(.setPermissions, path) {
      fchmod(number, mode_t(permissions.rawValue))
    }
  }

  /// Brings the bytes and the metadata to the storage device.
  package func synchronise() throws(PosixError) {
    _ = try SystemCall.run(.sync, path) { fsync(number) }
  }

  /// Brings the names in a directory to the storage device, after `path` has become one of them.
  ///
  /// - Throws: `PosixError.notDurable`.
  func synchroniseNames(of path: FilePath) throws(PosixError) {
    do {
      try synchronise()
    } catch {
      // Some file systems have directories that cannot be synced; renaming was all there is to do.
      guard let code = error.code, code != .invalidArgument else { return }
      throw .notDurable(path, code: code)
    }
  }

  /// Learns of the errors that some file systems tell only when a file is closed; it stays open.
  ///
  /// Closing any descriptor of a file makes them tell, and closing a second one keeps the locks,
  /// which belong to the file as it was opened. See close(2) on network file systems and quotas.
  func reportDelayedErrors() throws(PosixError) {
    try OwnedDescriptor(duplicating: self).close()
  }

  /// Writes all bytes to a descriptor that need not be owned, such as standard output.
  package static func write(_ bytes: Span<UInt8>, to number: Int32, path: FilePath)
    throws(PosixError)
  {
    var rest = bytes
    while !rest.isEmpty {
      do {
        let sent = try SystemCall.run(.write, path) {
          // SAFETY: the buffer is the span's own memory and is only read.
          unsafe rest.withUnsafeBytes { unsafe Glibc.write(number, $0.baseAddress, $0.count) }
        }
        rest = rest.extracting(droppingFirst: sent)
      } catch  where error.code == .wouldBlock {
        // A shell or a parent may have left the terminal non-blocking for us too.
        try waitUntilWritable(number, path: path)
      }
    }
  }

  private static func waitUntilWritable(_ number: Int32, path: FilePath) throws(PosixError) {
    var request = pollfd(fd: number, events: Int16(POLLOUT), revents: 0)
    _ = try SystemCall.run(.write, path) {
      // SAFETY: one request, which outlives the call.
      unsafe poll(&request, 1, -1)
    }
  }
}
