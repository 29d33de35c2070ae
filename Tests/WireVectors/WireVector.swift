package import WireProtocol

/// A file of `formats/wire-vectors`: a frame, and what every reader must make of it.
package struct WireVector: Sendable {
  package struct Malformed: Error { let line: String }

  package let name: String
  /// The keys in their order.
  package let fields: [(key: String, value: String)]
  package let bytes: [UInt8]

  package init(name: String) throws {
    self.name = name
    let text = try Repository.text("formats/wire-vectors/\(name)")
    var fields: [(String, String)] = []
    var bytes: [UInt8] = []
    var isHex = false
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      if isHex {
        for digits in line.split(separator: " ") {
          guard let byte = UInt8(digits, radix: 16) else { throw Malformed(line: String(line)) }
          bytes.append(byte)
        }
      } else if line == "hex" {
        isHex = true
      } else {
        let parts = line.split(separator: " ", maxSplits: 1)
        fields.append((String(parts[0]), parts.count > 1 ? String(parts[1]) : ""))
      }
    }
    guard isHex else { throw Malformed(line: "no hex") }
    self.fields = fields
    self.bytes = bytes
  }

  package static let all: [WireVector] = {
    do {
      return try Repository.names(in: "formats/wire-vectors").filter { $0.hasSuffix(".txt") }
        .map { try WireVector(name: $0) }
    } catch {
      fatalError("\(error)")
    }
  }()

  package func value(_ key: String) -> String? { fields.first { $0.key == key }?.value }

  package var sender: Peer { value("from") == "server" ? .server : .client }
  package var socket: SocketKind { value("socket") == "control" ? .control : .data }
  package var verdict: String { value("verdict") ?? "none" }
  /// Whether the frame holds what only a later minor version can explain.
  package var isNewer: Bool { name.contains("newer") }

  /// Whether the frame opens a connection.
  package var isHello: Bool { bytes.count > 5 && bytes[5] == Opcode.hello.rawValue }

  /// The decoder of a connection at the moment when the frame comes.
  package var decoder: FrameDecoder {
    FrameDecoder(sender: sender, frameByteLimit: ServerLimits().frameByteLimit, isOpen: !isHello)
  }
}

extension WireVector: CustomStringConvertible {
  package var description: String { name }
}
