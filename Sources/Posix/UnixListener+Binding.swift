import CLinux
import Glibc
import SystemPackage

extension UnixListener {
  /// Binds a socket, having removed the file of a server that no longer answers.
  static func bind(
    _ descriptor: borrowing Descriptor, to address: UnixAddress, permissions: FilePermissions
  ) throws(ResourceError) {
    let number = descriptor.number
    // The file is made with the socket's own mode, so at no moment may too many connect.
    try SystemCall.perform(.setPermissions, address.path) {
      fchmod(number, mode_t(permissions.rawValue))
    }
    if try bindUnlessTaken(number, address) { return }
    try removeAbandoned(address)
    if try bindUnlessTaken(number, address) { return }
    throw .addressInUse(path: address.path)
  }

  /// Binds, or finds that something stands there.
  private static func bindUnlessTaken(
    _ number: Int32, _ address: UnixAddress
  ) throws(ResourceError) -> Bool {
    // SAFETY: the address outlives the call.
    let result = unsafe address.attempt { unsafe mnistkit_bind(number, $0, $1) }
    switch result {
    case .success: return true
    case .failure(.addressInUse): return false
    case .failure(let code): throw .failed(.bind, path: address.path, code: code)
    }
  }

  /// Removes a socket file at which nobody answers.
  private static func removeAbandoned(_ address: UnixAddress) throws(ResourceError) {
    let path = address.path
    do {
      guard let kind = try kindIfPresent(path) else { return }
      guard kind == .socket else { throw ResourceError.notSocket(path: path, found: kind) }
      if try answers(at: address) { throw ResourceError.addressInUse(path: path) }
      try RegularFile.removeIfPresent(path)
    } catch let error as ResourceError {
      throw error
    } catch {
      throw .failed(.remove, path: path, code: (error as? PosixError)?.code ?? .ioError)
    }
  }

  /// What stands at the path itself: a link is nobody's socket, wherever it leads.
  private static func kindIfPresent(_ path: FilePath) throws(PosixError) -> FileKind? {
    do {
      return try FileStatus(ofLink: path).kind
    } catch  where error.kind == .notFound {
      return nil
    }
  }

  /// Whether a server would take a connection, now or later.
  private static func answers(at address: UnixAddress) throws(ResourceError) -> Bool {
    let probe = try Descriptor.unixSocket(SOCK_STREAM)
    let number = probe.number
    // SAFETY: the address outlives the call.
    let result = unsafe address.attempt { unsafe mnistkit_connect(number, $0, $1) }
    switch result {
    case .success: return true
    // Its backlog is full, or it speaks datagrams: somebody is there.
    case .failure(.wouldBlock), .failure(.protocolWrongTypeForSocket): return true
    case .failure(.connectionRefused), .failure(.noSuchFileOrDirectory): return false
    case .failure(let code): throw .failed(.connect, path: address.path, code: code)
    }
  }
}
