internal import Posix
internal import SystemPackage

extension ServingError {
  /// The error of a connection that could not be made.
  init(_ error: ResourceError, connectingTo path: String) {
    // The path is told already.
    self = .cannotConnect(path: path, fault: ConnectFault(error), reason: error.cause)
  }

  /// The error of a connection that failed.
  init(_ error: ResourceError, connectedTo path: String) {
    self = .disconnected(path: path, reason: error.description)
  }
}

extension ServingError.ConnectFault {
  fileprivate init(_ error: ResourceError) {
    self =
      switch error {
      case .addressTooLong, .malformedAddress: .unusablePath
      case .timedOut: .busy
      case .failed(.connect, _, let code): Self(code)
      default: .other
      }
  }

  private init(_ code: Errno) {
    self =
      switch code {
      case .noSuchFileOrDirectory, .notDirectory: .missing
      case .permissionDenied, .notPermitted: .permission
      case .connectionRefused: .refused
      case .protocolWrongTypeForSocket, .notSocket: .notSocket
      default: .other
      }
  }
}
