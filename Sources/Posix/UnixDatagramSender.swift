import Glibc
import SystemPackage

/// A socket that sends datagrams to one address, whoever listens there at the time.
///
/// It is not connected, so a receiver that restarts is found again.
struct UnixDatagramSender: ~Copyable, Sendable {
  let address: UnixAddress
  private let descriptor: Descriptor
  private let waits: Bool

  /// Makes a socket; nobody need listen yet.
  ///
  /// - Parameter patienceMilliseconds: how long sending waits for a receiver that is behind; `nil`
  ///   for not at all.
  init(to address: UnixAddress, patienceMilliseconds: Int?) throws(ResourceError) {
    let descriptor = try Descriptor.unixSocket(SOCK_DGRAM, isBlocking: patienceMilliseconds != nil)
    if let patienceMilliseconds {
      try descriptor.setSendTimeout(milliseconds: patienceMilliseconds)
    }
    self.descriptor = descriptor
    self.address = address
    waits = patienceMilliseconds != nil
  }

  /// Sends one datagram whole, or not at all.
  func send(_ bytes: Span<UInt8>, descriptors: Span<Int32>) -> Result<Int, Errno> {
    UnixMessage.send(bytes, descriptors, from: descriptor.number, to: address, waits: waits)
  }
}
