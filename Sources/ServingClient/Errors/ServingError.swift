public import WireProtocol

/// Why a request to a server came to nothing.
public enum ServingError: Error, Sendable, Hashable {
  /// No connection could be made: the kind of fault, and the system's reason in one line.
  case cannotConnect(path: String, fault: ConnectFault, reason: String)
  /// The connection ended before the answer came.
  case disconnected(path: String, reason: String)
  /// The server refused the request, or ended the connection for this reason.
  case refused(Refusal)
  /// The server broke the protocol.
  case protocolViolation(WireError)
  /// The request's time was over.
  case deadlineExceeded(milliseconds: Int)
  /// The server is silent: nothing came in the time that one answer is waited for.
  case timedOut(path: String, milliseconds: Int)
  /// The task that waited for the answer was cancelled.
  case cancelled
  /// The client was closed, by its owner.
  case closed

  /// Why no connection could be made, for callers that decide by it; its raw value names it in JSON.
  public enum ConnectFault: String, Sendable, Hashable, CaseIterable {
    /// Nothing stands at the path.
    case missing
    /// The user may not write to the socket, or not search a directory above it.
    case permission
    /// A socket stands at the path, and nobody listens on it.
    case refused
    /// So many connections wait to be accepted that no more may.
    case busy
    /// What stands at the path is no stream socket.
    case notSocket
    /// The path is empty, too long for an address or holds a zero byte.
    case unusablePath
    /// The process lacks descriptors, threads or memory, or the system gave another reason.
    case other
  }
}
