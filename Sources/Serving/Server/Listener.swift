package import Posix
package import WireProtocol

/// A socket that the server accepts connections from.
///
/// A class because it is a resource, kept in a list.
package final class Listener: Sendable {
  /// What clients connect to.
  package let socket: UnixListener
  /// Which requests its connections take.
  package let kind: SocketKind

  /// Takes a socket that listens.
  package init(_ socket: consuming UnixListener, kind: SocketKind) {
    self.socket = socket
    self.kind = kind
  }
}
