import CLinux

/// What a descriptor is ready for, and how an event set reports it; see epoll_ctl(2).
package struct Readiness: OptionSet, Hashable, Sendable {
  package let rawValue: UInt32

  package init(rawValue: UInt32) { self.rawValue = rawValue }

  /// There is something to read, a connection to accept, or the end of the stream.
  package static let readable = Readiness(rawValue: MNISTKIT_READABLE)
  /// There is room to write.
  package static let writable = Readiness(rawValue: MNISTKIT_WRITABLE)
  /// The peer sends no more; bytes it has sent may still be there.
  package static let peerClosed = Readiness(rawValue: MNISTKIT_PEER_CLOSED)
  /// Both directions are closed; reported without being asked for.
  package static let hungUp = Readiness(rawValue: MNISTKIT_HUNG_UP)
  /// The descriptor has failed; reported without being asked for.
  package static let failed = Readiness(rawValue: MNISTKIT_FAILED)

  /// In an event set: report changes only, not states.
  package static let edgeTriggered = Readiness(rawValue: MNISTKIT_EDGE_TRIGGERED)
  /// In an event set: report once, then stay silent until modified.
  package static let once = Readiness(rawValue: MNISTKIT_ONCE)
  /// In event sets that share a descriptor: wake few of them, not all; for adding only.
  package static let exclusive = Readiness(rawValue: MNISTKIT_EXCLUSIVE)
}
