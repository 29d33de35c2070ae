package import Posix
import SystemPackage
package import WireProtocol

/// Takes connections from listening sockets, and refuses those beyond limits 7 and 8 with a
/// GOAWAY that says so.
///
/// Connections are accepted before they are refused: one that waited in the kernel's queue would
/// tell its client nothing, and would keep others from connecting.
package struct Acceptor: ~Copyable {
  /// How a turn ended.
  package enum Outcome {
    /// No more connections wait.
    case drained
    /// The turn was long enough; more may wait.
    case more
    /// Nothing can be accepted now: to be tried again when something was closed.
    case exhausted(ResourceError)
  }

  /// How many connections a turn takes, so that signals are not kept waiting.
  private static let turn = 256

  private let tally: ConnectionTally
  private var reserve: ReserveDescriptor
  private let onRefusal: (Refusal, UInt32?) -> Void

  /// Prepares to accept.
  ///
  /// - Parameter onRefusal: is told each refusal, and the user unless that is not known.
  /// - Throws: `ResourceError` where the process has no descriptor left.
  package init(
    _ tally: ConnectionTally, onRefusal: @escaping (Refusal, UInt32?) -> Void
  ) throws(ResourceError) {
    self.tally = tally
    self.onRefusal = onRefusal
    reserve = try ReserveDescriptor()
  }

  /// What came of asking for a connection.
  private enum Next: ~Copyable {
    case connection(UnixStream)
    case none
    case failed(ResourceError)
  }

  /// Accepts what waits.
  ///
  /// - Parameter adopt: takes a connection and its user over; it gives the place in the tally
  ///   back when the connection ends.
  package mutating func accept(
    from listener: Listener, adopt: (consuming UnixStream, UInt32) -> Void
  ) -> Outcome {
    for _ in 0..<Self.turn {
      switch Self.next(of: listener) {
      case .none: return .drained
      case .connection(let stream): admit(stream, on: listener.kind, adopt)
      case .failed(let error):
        guard Self.isExhaustion(error) else { return .exhausted(error) }
        switch refuseWithReserve(listener) {
        case .refused: break
        // The kernel looks for a descriptor before it looks for a connection.
        case .nobody: return .drained
        case .failed: return .exhausted(error)
        }
      }
    }
    return .more
  }

  private func admit(
    _ stream: consuming UnixStream, on kind: SocketKind,
    _ adopt: (consuming UnixStream, UInt32) -> Void
  ) {
    // A peer that cannot be asked for has gone.
    guard let user = try? stream.peerCredentials().userID else { return }
    if let refusal = refusal(of: user, on: kind) {
      // Counted first: who reads why it was refused may ask for the count at once.
      onRefusal(refusal, user)
      Self.refuse(stream, refusal)
    } else {
      adopt(stream, user)
    }
  }

  private func refusal(of user: UInt32, on kind: SocketKind) -> Refusal? {
    do {
      try tally.admit(user, on: kind)
      return nil
    } catch {
      return error
    }
  }

  /// What came of accepting with the descriptor that is kept for this.
  private enum LastResort {
    /// A connection was refused, and the descriptor is there again.
    case refused
    /// No connection waits, and the descriptor is there again.
    case nobody
    /// Neither: somebody else has taken the descriptor.
    case failed
  }

  /// Accepts one connection with the descriptor that is kept for this, and refuses it.
  private mutating func refuseWithReserve(_ listener: Listener) -> LastResort {
    reserve.give()
    var outcome = LastResort.failed
    switch Self.next(of: listener) {
    case .none: outcome = .nobody
    case .failed: break
    case .connection(let stream):
      let refusal = Refusal(
        .busy, retryMicroseconds: 100_000,
        text: "open descriptors: expected at most \(DescriptorLimit.current), found all in use")
      onRefusal(refusal, nil)
      Self.refuse(stream, refusal)
      outcome = .refused
    }
    return reserve.take() ? outcome : .failed
  }

  private static func next(of listener: Listener) -> Next {
    do {
      guard let stream = try listener.socket.accept() else { return .none }
      return .connection(stream)
    } catch {
      return .failed(error)
    }
  }

  private static func isExhaustion(_ error: ResourceError) -> Bool {
    error.code == .tooManyOpenFiles || error.code == .tooManyOpenFilesInSystem
  }

  /// Says why, and closes.
  private static func refuse(_ stream: consuming UnixStream, _ refusal: Refusal) {
    // A fresh connection has room for a frame; one that is gone needs none.
    _ = try? stream.send(refusal.goawayFrame().span)
    // Bytes that were sent and never received would make the kernel report a reset instead of the
    // end of the stream. What can be there is a HELLO.
    _ = try? [UInt8](capacity: WireFormat.helloByteLimit) { output throws(ResourceError) in
      _ = try stream.receive(into: &output)
    }
  }
}
