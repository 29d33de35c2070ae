/// A part of a request's time in the server, in the order in which they follow each other.
public enum Stage: UInt8, Sendable, Hashable, CaseIterable {
  /// From the first byte of the request to its last.
  case read = 1
  /// From there to the start of computing.
  case wait = 2
  /// From there to the end of computing.
  case compute = 3
  /// From there until the answer was handed to the socket.
  case write = 4
}

extension Stage: CustomStringConvertible {
  /// The name that the document uses.
  public var description: String {
    switch self {
    case .read: "read"
    case .wait: "wait"
    case .compute: "compute"
    case .write: "write"
    }
  }
}
