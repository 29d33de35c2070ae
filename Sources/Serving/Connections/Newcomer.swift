internal import Posix
import Synchronization
internal import WireProtocol

/// An accepted connection on its way to a worker.
///
/// A class because a stream has one owner at a time, and a list cannot hold it by itself.
final class Newcomer: Sendable {
  let socket: SocketKind
  let user: UInt32
  let onClose: @Sendable () -> Void
  private let stream: Mutex<UnixStream?>

  init(
    _ stream: consuming UnixStream, on socket: SocketKind, user: UInt32,
    onClose: @escaping @Sendable () -> Void
  ) {
    self.stream = Mutex(stream)
    self.socket = socket
    self.user = user
    self.onClose = onClose
  }

  /// Takes the stream; `nil` the second time.
  func takeStream() -> UnixStream? { stream.withLock { $0.take() } }
}
