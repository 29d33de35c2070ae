import Glibc
import Posix
package import SystemPackage
import Testing

/// A socket that receives datagrams, as the service manager and the journal have one.
package final class DatagramReceiver {
  // A class because it is a resource that a test and its closures share.

  package let path: FilePath
  private let descriptor: Descriptor
  private let directory: TemporaryDirectory

  package init() throws {
    directory = try TemporaryDirectory(named: "mnistkit.s")
    path = directory.path.appending("d")
    descriptor = Descriptor(
      adopting: socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0))
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.string.utf8) }
    let number = descriptor.number
    let result = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(number, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    try #require(result == 0)
  }

  /// The next datagram, once there is one; descriptors that came with it are closed.
  package func next() throws -> [UInt8] {
    try #require(try descriptor.wait(for: .readable, timeoutMilliseconds: 60_000))
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    let count = recv(descriptor.number, &buffer, buffer.count, 0)
    try #require(count >= 0)
    return Array(buffer.prefix(count))
  }

  /// The next datagram as text.
  package func text() throws -> String { String(decoding: try next(), as: UTF8.self) }

  /// The messages up to one with a line, which is the last.
  @discardableResult
  package func told(_ line: String) throws -> [String] {
    try untilTold { $0.split(separator: "\n").contains(Substring(line)) }
  }

  /// The messages up to one that is looked for, which is the last.
  @discardableResult
  package func untilTold(_ isWanted: (String) -> Bool) throws -> [String] {
    var messages: [String] = []
    while true {
      let message = try text()
      messages.append(message)
      if isWanted(message) { return messages }
    }
  }
}
