internal import Posix

/// What a worker waits for.
///
/// A class so that it can be made before the thread that uses it, where failing can be told.
final class WorkerEvents: Sendable {
  /// The token of the inbox; connections have a serial number of at least 1 in the upper half.
  static let inboxToken: UInt64 = 0

  let set: Epoll

  /// Makes the set, with the inbox in it.
  init(_ inbox: WorkerInbox) throws(ResourceError) {
    set = try Epoll()
    try set.add(inbox.bell, token: WorkerEvents.inboxToken, for: .readable)
  }
}
