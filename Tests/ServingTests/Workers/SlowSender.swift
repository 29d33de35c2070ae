import Posix
import ServingSupport

/// Bytes that a client sends as far as the kernel takes them, because it does nothing else meanwhile.
final class SlowSender {
  // A class because what is left of the bytes belongs to one connection.

  private let client: WireClient
  private let bytes: [UInt8]
  private var sent = 0

  init(_ client: WireClient, _ bytes: [UInt8]) {
    self.client = client
    self.bytes = bytes
  }

  var isDone: Bool { sent == bytes.count }

  func sendUntilBlocked() throws {
    let bytes = bytes
    while !isDone {
      let rest = bytes.span.extracting(sent..<bytes.count)
      guard case .bytes(let count) = try client.stream.send(rest) else { return }
      sent += count
    }
  }
}
