package import Posix

/// Why a server does not start.
package enum ServerError: Error, Hashable, Sendable {
  /// The service manager has handed over descriptors that the server knows no use for.
  case unknownDescriptors(names: [String])
  /// The service manager has handed over no data socket, and none is to be bound.
  case noDataSocket
  /// The system refused something.
  case resource(ResourceError)
  /// The models cannot be looked after.
  case models(String)
}

extension ServerError: CustomStringConvertible {
  /// One line: what failed, expected, found, what to do.
  package var description: String {
    switch self {
    case .unknownDescriptors(let names):
      "cannot use what the service manager handed over: expected sockets named \"data\" and "
        + "\"control\" (FileDescriptorName=) and stored files named \"model ...\", found "
        + names.map { "\"\($0)\"" }.joined(separator: ", ")
    case .noDataSocket:
      "there is no socket to serve on: name one with --socket, or start the service through "
        + "mnistd.socket"
    case .resource(let error): error.description
    case .models(let message): message
    }
  }
}
