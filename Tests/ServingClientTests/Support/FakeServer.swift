import Posix
import Synchronization
import SystemPackage
import Testing

/// A server that does what a test says, one connection after the other.
final class FakeServer: Sendable {
  // A class because it ends the thread when it goes.

  /// What happens on a connection, which is closed behind it; connections count from 0.
  typealias Script = @Sendable (FakeConnection, _ index: Int) throws -> Void

  let path: String
  private let directory: TemporaryDirectory
  private let thread: Thread
  private let isEnding: Flag

  private final class Flag: Sendable {
    let isSet = Atomic(false)
  }

  private final class Socket: Sendable {
    let listener: UnixListener
    init(_ listener: consuming UnixListener) { self.listener = listener }
  }

  init(_ script: @escaping Script) throws {
    directory = try TemporaryDirectory(named: "mnistkit.f")
    let address = try UnixAddress(directory.path.appending("s"))
    let socket = Socket(try UnixListener(bindingTo: address))
    let isEnding = Flag()
    path = address.path.string
    self.isEnding = isEnding
    thread = try Thread(named: "fake server") {
      do {
        var index = 0
        while true {
          _ = try socket.listener.wait(for: .readable, timeoutMilliseconds: nil)
          guard let stream = try socket.listener.accept() else { continue }
          if isEnding.isSet.load(ordering: .relaxed) { return }
          try script(FakeConnection(stream), index)
          index += 1
        }
      } catch {
        Issue.record("the fake server ended: \(error)")
      }
    }
  }

  deinit {
    isEnding.isSet.store(true, ordering: .relaxed)
    // The connection wakes the thread; where it cannot be made, the thread has ended.
    if let address = try? UnixAddress(FilePath(path)) {
      _ = try? UnixStream(connectingTo: address, timeoutMilliseconds: 1_000)
    }
    thread.join()
  }
}
