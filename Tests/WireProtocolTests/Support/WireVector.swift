import Testing
import WireProtocol

/// A file of `formats/wire-vectors`: a frame, and what every reader must make of it.
struct WireVector: Sendable, CustomTestStringConvertible {
  struct Malformed: Error { let line: String }

  let name: String
  /// The keys in their order.
  let fields: [(key: String, value: String)]
  let bytes: [UInt8]

  var testDescription: String { name }

  init(name: String) throws {
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

  static let all: [WireVector] = {
    do {
      return try Repository.names(in: "formats/wire-vectors").filter { $0.hasSuffix(".txt") }
        .map { try WireVector(name: $0) }
    } catch {
      fatalError("\(error)")
    }
  }()

  func value(_ key: String) -> String? { fields.first { $0.key == key }?.value }

  var sender: Peer { value("from") == "server" ? .server : .client }
  var socket: SocketKind { value("socket") == "control" ? .control : .data }
  var verdict: String { value("verdict") ?? "none" }
  /// Whether the frame holds what only a later minor version can explain.
  var isNewer: Bool { name.contains("newer") }

  /// The decoder of a connection at the moment when the frame comes.
  var decoder: FrameDecoder {
    let isHello = bytes.count > 5 && bytes[5] == Opcode.hello.rawValue
    return FrameDecoder(
      sender: sender, frameByteLimit: ServerLimits().frameByteLimit, isOpen: !isHello)
  }
}
