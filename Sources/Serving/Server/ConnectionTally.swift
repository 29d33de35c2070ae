import Synchronization
package import WireProtocol

/// The open connections of the server and of each user: limits 7 and 8.
///
/// The control socket has some places above both, so that clients of the data socket, however many,
/// do not keep those out who manage the server.
///
/// A class because it is shared: connections are counted where they are accepted, and given back
/// by the workers that close them.
package final class ConnectionTally: Sendable {
  private struct Counts {
    var open = 0
    var users: [UInt32: Int] = [:]
  }

  private let limit: Int
  private let userLimit: Int
  private let counts = Mutex(Counts())

  /// The places that the control socket alone may take.
  private static let controlReserve = 16

  /// When a client may find a place again; connections end at any time.
  private static let retryMicroseconds: UInt32 = 100_000

  /// Creates the tally of a server without connections.
  package init(_ limits: ServerLimits) {
    limit = Int(clamping: limits.connections)
    userLimit = Int(clamping: limits.connectionsPerUser)
  }

  /// The number of open connections.
  package var open: Int { counts.withLock { $0.open } }

  /// Counts a connection in.
  ///
  /// - Throws: the refusal that names the limit; the connection is not counted then.
  package func admit(_ user: UInt32, on kind: SocketKind = .data) throws(Refusal) {
    let reserve = kind == .control ? Self.controlReserve : 0
    let (limit, userLimit) = (saturating(limit, reserve), saturating(userLimit, reserve))
    let refusal: Refusal? = counts.withLock { counts in
      if counts.open >= limit {
        return Refusal(
          .busy, retryMicroseconds: Self.retryMicroseconds,
          text: "connections: expected at most \(limit), found \(counts.open) open")
      }
      let own = counts.users[user] ?? 0
      if own >= userLimit {
        return Refusal(
          .busy, retryMicroseconds: Self.retryMicroseconds,
          text: "connections of user \(user): expected at most \(userLimit), found \(own) open")
      }
      counts.open += 1
      counts.users[user] = own + 1
      return nil
    }
    if let refusal { throw refusal }
  }

  private func saturating(_ limit: Int, _ more: Int) -> Int {
    let (sum, isTooLarge) = limit.addingReportingOverflow(more)
    return isTooLarge ? .max : sum
  }

  /// Counts a connection out.
  ///
  /// - Precondition: It was admitted.
  package func release(_ user: UInt32) {
    counts.withLock { counts in
      guard let own = counts.users[user] else {
        preconditionFailure("user \(user) has no connection to give back")
      }
      counts.open -= 1
      // Users come and go; those without connections are forgotten.
      counts.users[user] = own > 1 ? own - 1 : nil
    }
  }
}
