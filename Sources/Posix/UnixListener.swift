import CLinux
import Glibc
package import SystemPackage

/// A Unix stream socket that accepts connections without waiting.
package struct UnixListener: ~Copyable, Sendable {
  private let descriptor: Descriptor
  /// Where clients connect; `nil` for an adopted socket without a path.
  package let path: FilePath?
  /// The socket file that was made here and goes with this value.
  private let file: FileStatus.Identity?

  /// Binds an address and listens.
  ///
  /// A socket file that a killed server left is replaced. One whose server answers, and anything
  /// that is no socket, stays. The file is removed when this value goes, if it still is this one.
  ///
  /// - Parameters:
  ///   - permissions: of the socket file, whatever the umask; whoever may write may connect.
  ///   - backlog: how many connections may wait to be accepted; the kernel caps it at `somaxconn`.
  /// - Throws: `ResourceError` where the address is taken or the directory is missing or barred.
  package init(
    bindingTo address: UnixAddress, permissions: FilePermissions = [.ownerReadWrite],
    backlog: Int = 4096
  ) throws(ResourceError) {
    let path = address.path
    let descriptor = try Descriptor.unixSocket(SOCK_STREAM)
    let parent = path.removingLastComponent()
    let lock = try DirectoryLock(of: parent.isEmpty ? "." : parent)
    try Self.bind(descriptor, to: address, permissions: permissions)
    let file: FileStatus.Identity
    do {
      file = try Self.finish(descriptor, path, permissions: permissions, backlog: backlog)
    } catch {
      // The first fault is the one to report.
      try? RegularFile.remove(path)
      throw error
    }
    self.descriptor = descriptor
    self.path = path
    self.file = file
    lock.release()
  }

  /// Takes a socket that another program, such as the service manager, has bound.
  ///
  /// - Parameter name: what messages call it.
  /// - Throws: `ResourceError.wrongDescriptor` unless it is a Unix stream socket that listens.
  package init(adopting descriptor: consuming Descriptor, name: String) throws(ResourceError) {
    let expected = "a listening Unix stream socket"
    let kind = try descriptor.status(.adoptDescriptor).kind
    guard kind == .socket else {
      throw .wrongDescriptor(name: name, expected: expected, found: kind.withArticle)
    }
    let found: String? =
      if try descriptor.option(SO_DOMAIN) != AF_UNIX {
        "a socket of another family"
      } else if try descriptor.option(SO_TYPE) != Int32(SOCK_STREAM.rawValue) {
        "a Unix socket of another type"
      } else if try descriptor.option(SO_ACCEPTCONN) == 0 {
        "a Unix stream socket that does not listen"
      } else {
        nil
      }
    if let found { throw .wrongDescriptor(name: name, expected: expected, found: found) }
    try descriptor.setNonBlocking(.adoptDescriptor)
    try descriptor.setCloseOnExecute(.adoptDescriptor)
    path = try Self.boundPath(of: descriptor)
    file = nil
    self.descriptor = descriptor
  }

  deinit {
    // Another server may have taken the name since, with a file of its own.
    guard let path, let file, (try? FileStatus(ofLink: path))?.identity == file else { return }
    // Nobody is left to be told; the next server replaces the file.
    try? RegularFile.remove(path)
  }

  /// The next connection that waits, or `nil` where none does.
  ///
  /// - Throws: `ResourceError`; with the code `tooManyOpenFiles` the connection goes on waiting, so
  ///   a caller that is woken by it must first close something or pause.
  package func accept() throws(ResourceError) -> UnixStream? {
    while true {
      switch SystemCall.attempt({ mnistkit_accept(number) }) {
      case .success(let accepted): return UnixStream(adopting: Descriptor(adopting: accepted))
      case .failure(.wouldBlock): return nil
      // The client has gone before it was its turn.
      case .failure(.connectionAbort): continue
      case .failure(let code): throw .failed(.accept, path: path, code: code)
      }
    }
  }

  private static func finish(
    _ descriptor: borrowing Descriptor, _ path: FilePath, permissions: FilePermissions,
    backlog: Int
  ) throws(ResourceError) -> FileStatus.Identity {
    let number = descriptor.number
    // The umask may have taken bits away; it could not add any.
    try SystemCall.perform(.setPermissions, path) {
      // SAFETY: the path is a terminated string that outlives the call.
      unsafe path.withPlatformString { unsafe chmod($0, mode_t(permissions.rawValue)) }
    }
    try SystemCall.perform(.listen, path) { Glibc.listen(number, Int32(clamping: backlog)) }
    do {
      return try FileStatus(ofLink: path).identity
    } catch {
      throw .failed(.bind, path: path, code: error.code ?? .ioError)
    }
  }

  private static func boundPath(
    of descriptor: borrowing Descriptor
  ) throws(ResourceError) -> FilePath? {
    let number = descriptor.number
    var bytes = InlineArray<108, UInt8>(repeating: 0)
    var span = bytes.mutableSpan
    // SAFETY: at most 108 bytes are written, and they outlive the call.
    let length = try unsafe span.withUnsafeMutableBufferPointer { bytes throws(ResourceError) in
      try SystemCall.perform(.examineSocket) {
        unsafe mnistkit_bound_path(number, bytes.baseAddress)
      }
    }
    if length == 0 { return nil }
    return FilePath(String(decoding: (0..<Int(length)).map { bytes[$0] }, as: UTF8.self))
  }
}

extension UnixListener: Pollable {
  package var number: Int32 { descriptor.number }
}
