/// The socket that a connection came through; it decides which requests are taken.
public enum SocketKind: UInt8, Sendable, Hashable, CaseIterable {
  /// For those who classify.
  case data = 1
  /// For those who manage models and the server.
  case control = 2
}

extension SocketKind: CustomStringConvertible {
  /// The name that documents and messages use.
  public var description: String {
    switch self {
    case .data: "data"
    case .control: "control"
    }
  }
}
