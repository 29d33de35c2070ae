import Posix
import Serving
import SystemPackage
import WireProtocol

extension StartFailure {
  /// Why a server does not start, with the option that led to it and what to do.
  init(_ error: ServerError, starting configuration: ServerConfiguration) {
    if case .resource(let fault) = error {
      self.init(fault, starting: configuration)
    } else {
      self.init(status: Self.environment, message: "\(error)")
    }
  }

  /// A fault of the system, with the option that named the path and what to do.
  init(_ fault: ResourceError, starting configuration: ServerConfiguration) {
    var message = "\(fault)"
    if let path = fault.path, let place = Place(of: path, in: configuration) {
      message = "\(place.option): \(message); \(place.remedy(for: fault))"
    }
    self.init(status: Self.environment, message: message)
  }

  /// A fault of what an option names, and what to do.
  init(about place: Place, _ text: String) {
    self.init(
      status: Self.environment, message: "\(place.option): \(text); \(place.remedy(for: nil))")
  }

  /// What an operator has named for the daemon to use.
  enum Place {
    case models
    case state
    case socket(SocketKind)

    init?(of path: FilePath, in configuration: ServerConfiguration) {
      if path == configuration.modelDirectory {
        self = .models
      } else if Self.isPath(path, of: configuration.dataSocket) {
        self = .socket(.data)
      } else if Self.isPath(path, of: configuration.controlSocket) {
        self = .socket(.control)
      } else if let state = configuration.stateDirectory, path.starts(with: state) {
        self = .state
      } else {
        return nil
      }
    }

    /// Whether it is the socket's own path, or that of its directory, which is locked first.
    private static func isPath(_ path: FilePath, of socket: FilePath?) -> Bool {
      guard let socket else { return false }
      return path == socket || path == socket.removingLastComponent()
    }

    var option: String {
      switch self {
      case .models: "--models"
      case .state: "--state"
      case .socket(.data): "--socket"
      case .socket(.control): "--control-socket"
      }
    }

    func remedy(for fault: ResourceError?) -> String {
      switch (self, fault) {
      case (.models, _): "make the directory for mnistd to read, or name another one with \(option)"
      case (.state, .lockHeld): "end that mnistd, or name another directory with \(option)"
      case (.state, _):
        "make the directory for mnistd to write to, or name another one with \(option)"
      case (.socket, .addressInUse): "end that mnistd, or name another path with \(option)"
      case (.socket, .addressTooLong): "name a shorter path with \(option)"
      case (.socket, .notSocket): "move it away, or name another path with \(option)"
      case (.socket, _):
        "make a directory for it that mnistd can write to, or name another path with \(option)"
      }
    }
  }
}
