public import WireProtocol

/// Why a request to a server came to nothing.
public enum ServingError: Error, Sendable, Hashable {
  /// No connection could be made: `path` and the system's reason in one line.
  case cannotConnect(path: String, reason: String)
  /// The connection ended before the answer came.
  case disconnected(path: String, reason: String)
  /// The server refused the request, or ended the connection for this reason.
  case refused(Refusal)
  /// The server broke the protocol.
  case protocolViolation(WireError)
  /// The request's time was over.
  case deadlineExceeded(milliseconds: Int)
}
