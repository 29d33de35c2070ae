import CLinux
import Glibc
import SystemPackage

/// One end of a Unix stream connection, which never waits and never raises SIGPIPE.
package struct UnixStream: ~Copyable, Sendable {
  private let descriptor: Descriptor

  /// Takes a connected, non-blocking socket.
  init(adopting descriptor: consuming Descriptor) {
    self.descriptor = descriptor
  }

  /// Connects to a server.
  ///
  /// - Parameter timeoutMilliseconds: how long to wait while the server's backlog is full, at
  ///   least 1; without that, connecting does not wait.
  /// - Throws: `ResourceError`, also `timedOut`.
  package init(
    connectingTo address: UnixAddress, timeoutMilliseconds: Int
  ) throws(ResourceError) {
    precondition(timeoutMilliseconds > 0, "a connection takes time")
    // A non-blocking socket would be refused by a full backlog, and could not be waited for.
    let descriptor = try Descriptor.unixSocket(SOCK_STREAM, isBlocking: true)
    try descriptor.setSendTimeout(milliseconds: timeoutMilliseconds)
    let number = descriptor.number
    // SAFETY: the address outlives the call.
    let result = unsafe address.attempt { unsafe mnistkit_connect(number, $0, $1) }
    switch result {
    case .success: break
    case .failure(.wouldBlock):
      throw .timedOut(.connect, path: address.path, milliseconds: timeoutMilliseconds)
    case .failure(let code): throw .failed(.connect, path: address.path, code: code)
    }
    try descriptor.setNonBlocking(.configureSocket)
    self.descriptor = descriptor
  }

  /// A direction in which a connection can be closed.
  package enum Direction: Hashable, Sendable {
    case receiving
    case sending
    case both
  }

  /// Closes one direction or both; the peer reads the end of the stream after the bytes sent.
  ///
  /// - Throws: `ResourceError`; with the code `socketNotConnected` where the peer has closed all.
  package func shutDown(_ direction: Direction) throws(ResourceError) {
    let how =
      switch direction {
      case .receiving: SHUT_RD
      case .sending: SHUT_WR
      case .both: SHUT_RDWR
      }
    try SystemCall.perform(.shutDown) { Glibc.shutdown(number, Int32(how)) }
  }

  /// How many bytes the kernel keeps of what was sent and not yet received, its own included.
  package func sendBufferByteCount() throws(ResourceError) -> Int {
    Int(try descriptor.option(SO_SNDBUF))
  }

  /// How many bytes the kernel says it keeps for receiving; on a Unix stream the sender's count.
  package func receiveBufferByteCount() throws(ResourceError) -> Int {
    Int(try descriptor.option(SO_RCVBUF))
  }

  /// Asks for buffers of a size; the kernel doubles it for its own needs and caps it at
  /// `wmem_max` and `rmem_max`, so the getters tell what became of it.
  package func setBufferByteCounts(sending: Int, receiving: Int) throws(ResourceError) {
    try descriptor.setOption(SO_SNDBUF, Int32(clamping: sending))
    try descriptor.setOption(SO_RCVBUF, Int32(clamping: receiving))
  }
}

extension UnixStream: Pollable {
  package var number: Int32 { descriptor.number }
}
